-- Asks Jitsi's own plugins for prosody whom they let in: token/util.lib.lua, which verifies a token and then whether
-- it fits the room. Prosody itself is not run; what those files ask of it stands here.
-- Called with: plugins app_id secret domain. Reads lines "room token", "-" for no token, and answers each with a line.
local plugins, app_id, secret, domain = arg[1], arg[2], arg[3], arg[4]
for _, version in ipairs{"5.4", "5.3", "5.2", "5.1"} do
  package.path = package.path .. ";/usr/share/lua/" .. version .. "/?.lua"
end
package.path = "/usr/lib/prosody/?.lua;" .. package.path
package.cpath = "/usr/lib/prosody/?.so;" .. package.cpath

local function nothing() end
for _, name in ipairs{"net.http.server", "net.http", "net.server", "core.usermanager", "util.timer"} do
  package.loaded[name] = setmetatable({}, { __index = function() return nothing end })
end
local function room_of(jid) return { jid = jid, _data = {} } end
hosts = { ["conference." .. domain] = { modules = { muc = { get_room_from_jid = room_of, rooms = {} } } } }
prosody = { version = "0.12", platform = "posix", hosts = hosts, full_sessions = {}, events = { add_handler = nothing, fire_event = nothing } }

local options = {
  app_id = app_id, app_secret = secret, enable_domain_verification = true,
  asap_accepted_audiences = { "jitsi" }, muc_mapper_domain_base = domain,
}
local loaded = {}
local module = { host = domain, _log = nothing, log = nothing, hook = nothing, hook_global = nothing, depends = nothing }
function module:context() return self end
function module:measure() return nothing end
function module:get_option(name, default)
  if options[name] == nil then return default end
  return options[name]
end
for _, kind in ipairs{"string", "boolean", "number"} do module["get_option_" .. kind] = module.get_option end
function module:get_option_array(name, default) return require "util.array"(self:get_option(name, default) or {}) end
function module:get_option_set(name, default) return require "util.set".new(self:get_option(name, default) or {}) end
module.get_option_inherited_set = module.get_option_set
function module:require(name)
  if loaded[name] == nil then
    local seen = setmetatable({ module = module }, { __index = _G })
    loaded[name] = assert(loadfile(plugins .. "/" .. name .. ".lib.lua", "t", seen))(name)
  end
  return loaded[name]
end

local verifier = module:require("token/util").new(module)
for line in io.lines() do
  local room, token = line:match("^(%S+) (%S+)$")
  local session = { jitsi_web_query_room = room, conn = {} }
  if token ~= "-" then session.auth_token = token end
  local good, code, sentence = verifier:process_and_verify_token(session)
  if not good then
    print(sentence or code)
  else
    local fits, why = verifier:verify_room(session, room .. "@conference." .. domain)
    print(fits and "joined" or "Room and token mismatched" .. (why or ""))
  end
end
