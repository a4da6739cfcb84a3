"""users.* and conversations.*: who is there and where one can speak."""

from __future__ import annotations

from typing import Any

from anteroom.sandbox.slack.model import JsonObject, SlackChannel, SlackPerson
from anteroom.sandbox.slack.refusal import Refusal
from anteroom.sandbox.slack.state import State
from anteroom.sandbox.slack.workspace import Workspace

Answer = tuple[JsonObject, set[str]]
READ_SCOPES = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}


def users_info(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/users.info"""
    person = state.workspace.everybody.get(str(args["user"]))
    if person is None:
        raise Refusal("user_not_found")
    return {"user": user_object(person, state.workspace)}, set()


def users_list(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/users.list, with cursors."""
    everybody = list(state.workspace.everybody.values())
    limit = _number(args.get("limit", 0)) or len(everybody)
    cursor = str(args.get("cursor") or "0")
    if not cursor.isdigit() or int(cursor) > len(everybody):
        raise Refusal("invalid_cursor")
    end = int(cursor) + limit
    return {
        "members": [user_object(person, state.workspace) for person in everybody[int(cursor) : end]],
        "cache_ts": int(state.workspace.now().timestamp()),
        "response_metadata": {"next_cursor": str(end) if end < len(everybody) else ""},
    }, set()


def users_lookup_by_email(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/users.lookupByEmail: strangers and the deleted are not found."""
    wanted = str(args["email"]).casefold()
    for person in state.workspace.people.values():
        if person.email and person.email.casefold() == wanted and not (person.deleted or person.stranger):
            return {"user": user_object(person, state.workspace)}, set()
    raise Refusal("users_not_found")


def conversations_open(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/conversations.open: im:write for one, mpim:write for several."""
    space = state.workspace
    if args.get("channel"):
        channel = space.channels.get(str(args["channel"]))
        if channel is None or space.bot_user.id not in channel.members:
            raise Refusal("channel_not_found")
        if channel.kind not in ("im", "mpim"):
            raise Refusal("method_not_supported_for_channel_type")
        return {"channel": {"id": channel.id}, "no_op": True, "already_open": True}, set()
    given = args.get("users") or ""
    users = given if isinstance(given, list) else [user for user in str(given).split(",") if user]
    if not users:
        raise Refusal("users_list_not_supplied")
    if len(users) > 8:
        raise Refusal("too_many_users")
    for user in users:
        person = space.people.get(user)
        if person is None:
            raise Refusal("user_not_found")
        if person.deleted:
            raise Refusal("user_disabled")
    need_scope(space, "im:write" if len(users) == 1 else "mpim:write")
    before = space.direct(space.bot_user.id, *users, create=False)
    if before is None and _true(args.get("prevent_creation")):
        raise Refusal("channel_not_found")
    opened = before or space.direct(space.bot_user.id, *users)
    assert opened is not None
    answer: JsonObject = {"channel": {"id": opened.id}}
    if before is not None:
        answer |= {"no_op": True, "already_open": True}
    if _true(args.get("return_im")):
        answer["channel"] = channel_object(opened, space)
    return answer, set()


def conversations_info(state: State, args: JsonObject) -> Answer:
    """docs.slack.dev/reference/methods/conversations.info: the scope depends on the kind of conversation."""
    space = state.workspace
    channel = space.channels.get(str(args["channel"]))
    if channel is None or (channel.kind != "channel" and space.bot_user.id not in channel.members):
        raise Refusal("channel_not_found")
    need_scope(space, READ_SCOPES[channel.kind])
    found = channel_object(channel, space)
    if _true(args.get("include_num_members")):
        found["num_members"] = len(channel.members)
    return {"channel": found}, set()


def need_scope(space: Workspace, scope: str) -> None:
    """Raise Refusal `missing_scope` unless the installation has `scope`."""
    if scope not in space.scopes:
        raise Refusal("missing_scope", needed=scope, provided=",".join(sorted(space.scopes)))


def user_object(person: SlackPerson, space: Workspace) -> JsonObject:
    """Return the public shape of a person; the address only with users:read.email, and never a stranger's."""
    profile: JsonObject = {
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "team": space.team,
    }
    if person.email and "users:read.email" in space.scopes and not person.stranger:
        profile["email"] = person.email
    if person.bot:
        profile["bot_id"] = space.bot_id
    found: JsonObject = {
        "id": person.id,
        "team_id": "T0ELSEWHERE" if person.stranger else space.team,
        "name": person.name,
        "deleted": person.deleted,
        "profile": profile,
        "is_bot": person.bot,
        "is_app_user": False,
        "updated": 0,
    }
    if person.deleted:
        return found
    found |= {
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": person.tz_label or person.tz,
        "tz_offset": space.zone_offset(person),
        "is_admin": False,
        "is_owner": False,
        "is_restricted": person.restricted,
        "is_ultra_restricted": person.ultra_restricted,
    }
    if person.stranger:
        found["is_stranger"] = True
    return found


def channel_object(channel: SlackChannel, space: Workspace) -> JsonObject:
    """Return the public shape of a conversation."""
    found: JsonObject = {
        "id": channel.id,
        "created": 0,
        "is_archived": channel.archived,
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_private": channel.kind != "channel",
        "is_ext_shared": channel.ext_shared,
        "is_pending_ext_shared": channel.pending_ext_shared,
        "is_shared": channel.ext_shared or channel.org_shared,
        "is_org_shared": channel.org_shared,
        "context_team_id": space.team,
    }
    if channel.kind == "im":
        others = channel.members - {space.bot_user.id}
        found["user"] = next(iter(others), space.bot_user.id)
    else:
        found |= {"name": channel.name, "is_member": space.bot_user.id in channel.members}
    return found


def _true(value: Any) -> bool:
    return value is True or str(value).lower() in ("true", "1")


def _number(value: Any) -> int:
    if not str(value).isdigit():
        raise Refusal("invalid_arguments", ["[ERROR] must be a number [json-pointer:/limit]"])
    return int(value)
