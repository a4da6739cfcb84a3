// The call page: puts signalling, connections, devices and what one sees together.
// The server's words arrive in <script type="application/json" id="call">:
//   seat, label, host, ws_path, ends_at, now (ISO 8601), leave_url, words (name to sentence).

import { CallClock } from "./clock.js";
import { bars, measure } from "./measure.js";
import { OwnMedia } from "./media.js";
import { Peer } from "./peer.js";
import { Signal } from "./signal.js";
import { element, initial, Tiles } from "./tiles.js";
import { ending, say } from "./words.js";

const settings = JSON.parse(document.getElementById("call").textContent);
const at = (id) => document.getElementById(id);
const main = at("main");
const SPEAKING = 0.02;
const LOOK_EVERY = 2000;

const people = new Map();
const peers = new Map();
const tiles = new Tiles(at("tiles"));
const media = new OwnMedia(onOwnTrack);
let relay = null;
let relayAsked = 0;
let welcomed = false;
let noting;
let asksForTime = false;
const warnings = new Map();

const clock = new CallClock(settings, {
  show(text, near) {
    at("time-left").textContent = text;
    at("time-left").dataset.near = near ? "yes" : "no";
    // Offered when it begins to matter, so that it is no temptation before.
    if (at("extend")) at("extend").hidden = !near;
  },
  tell: announce,
  warn: (text) => warn("clock", text),
});

// What a peer needs of the call around it.
const around = {
  seat: settings.seat,
  media,
  get relay() {
    return relay;
  },
  get people() {
    return people.size + 1;
  },
  say: (message) => signal.say(message),
  needRelay,
  shown: show,
};

at("own-tile").querySelector(".tile-blank").dataset.initial = initial(settings.label);
const signal = new Signal(settings.ws_path, { hear, change: onSignal, over });
// Not awaited: whoever still ponders the browser's question is in the room already, to see and to hear.
media.open().then(noteDevices);
renderOwn();
render();

function hear(message) {
  const peer = peers.get(message.from);
  switch (message.kind) {
    case "welcome":
      return onWelcome(message);
    case "joined":
      return onJoined(message.person, true);
    case "left":
      return onLeft(message.seat);
    case "away":
      return onAway(message.seat, message.away);
    case "state":
      return onState(message);
    case "refused":
      return onRefused(message.code);
    case "relay":
      return onRelay(message.relay, message.restart);
    case "extended":
      return onExtended(message.ends_at);
    case "closing":
      return clock.announce(message.reason, message.at);
    case "offer":
    case "answer":
    case "candidate":
    case "proof":
    case "restart":
      if (peer?.session === message.session) peer.hear(message);
      return undefined;
    default:
      return undefined;
  }
}

function onWelcome({ people: present, relay: login, now, ends_at: endsAt }) {
  relay = login;
  clock.set(now, endsAt);
  const here = new Set(present.map((person) => person.seat));
  for (const seat of [...people.keys()]) if (!here.has(seat)) onLeft(seat);
  for (const person of present) {
    const known = peers.get(person.seat)?.session === person.session;
    onJoined(person, welcomed && !known);
    if (known) peers.get(person.seat).resume();
  }
  welcomed = true;
  main.dataset.phase = "in";
  sayState();
  render();
}

function onJoined(person, aloud) {
  const known = peers.get(person.seat);
  people.set(person.seat, person);
  if (known?.session !== person.session) {
    known?.close();
    peers.set(person.seat, new Peer(around, person));
    if (aloud) announce(say("joined", { label: person.label }));
    sayState();
  }
  rebound();
  show(peers.get(person.seat));
  render();
}

function onLeft(seat) {
  const person = people.get(seat);
  peers.get(seat)?.close();
  peers.delete(seat);
  people.delete(seat);
  tiles.remove(seat);
  warn(seat, null);
  if (person) announce(say("gone", { label: person.label }));
  rebound();
  render();
}

function onState({ seat, microphone, camera, screen }) {
  const person = people.get(seat);
  if (person && screen && !person.screen) announce(say("screen_seen", { label: person.label }));
  update(seat, { microphone, camera, screen });
}

// Two pressed at once: who came second hears of it, and shows the camera again.
function onRefused(code) {
  if (asksForTime) {
    asksForTime = false;
    note(say("no_more_time"));
  } else if (code === "screen-taken" && media.screen !== null) {
    media.hideScreen();
    note(say("screen_taken_already"));
  }
}

function askForTime() {
  asksForTime = true;
  signal.say({ kind: "extend" });
}

function onExtended(endsAt) {
  asksForTime = false;
  warn("clock", null);
  note(say("extended", { count: clock.extend(endsAt) }));
}

function onAway(seat, away) {
  update(seat, { away });
  if (!away) peers.get(seat)?.resume();
}

function update(seat, change) {
  const person = people.get(seat);
  if (!person) return;
  Object.assign(person, change);
  show(peers.get(seat));
  render();
}

function show(peer) {
  const person = people.get(peer?.seat);
  if (!person || peers.get(person.seat) !== peer) return;
  // While media still flows a dropped signalling connection is nobody's concern.
  const visible = { ...person, away: person.away && !peer.connected };
  const tile = tiles.show(visible, peer.stream);
  const gone = peer.restarts > 0 || visible.away;
  tiles.state(person.seat, gone ? say("away") : person.screen ? say("showing") : "");
  warn(person.seat, trouble(person, peer));
  if (person.safety !== peer.safety.code) {
    person.safety = peer.safety.code;
    render();
  }
  tile.video.play().then(
    () => (at("hear").hidden = true),
    (error) => (at("hear").hidden = error.name !== "NotAllowedError"),
  );
}

function trouble(person, peer) {
  if (peer.safety.code === null) return say("unsafe", { label: person.label });
  if (peer.restarts <= 1) return null;
  return [say("media_reconnecting", { label: person.label }), peer.restarts > 3 && say("blocked")].filter(Boolean).join(" ");
}

function onRelay(login, restart) {
  relay = login;
  for (const peer of peers.values()) peer.useRelay(login, restart);
}

// Several connections may ask at once; one answer serves them all.
function needRelay() {
  if (Date.now() - relayAsked < 1000) return;
  relayAsked = Date.now();
  signal.say({ kind: "relay" });
}

function rebound() {
  for (const peer of peers.values()) peer.bound().catch((error) => console.warn("bit rate", error));
}

function onSignal(open) {
  warn("signal", open ? null : say("reconnecting"));
  if (open && welcomed) announce(say("back"));
}

function onOwnTrack(kind, track) {
  for (const peer of peers.values()) {
    peer.put(kind, track).then(() => peer.bound()).catch((error) => console.warn("track", error));
  }
  if (kind === "video") at("own-video").srcObject = track ? new MediaStream([track]) : null;
  renderOwn();
  if (welcomed) sayState();
}

function sayState() {
  signal.say({ kind: "state", microphone: media.microphoneOn, camera: media.cameraOn, screen: media.screen !== null });
}

async function toggleMicrophone() {
  const on = !media.microphoneOn;
  if (await media.setMicrophone(on)) announce(on ? say("unmuted") : say("muted"));
  noteDevices();
}

async function toggleCamera() {
  const on = !media.cameraOn;
  if (await media.setCamera(on)) announce(on ? say("camera_on") : say("camera_off"));
  noteDevices();
}

async function toggleScreen() {
  if (media.screen !== null) {
    media.hideScreen();
    announce(say("screen_off"));
    return;
  }
  const shows = [...people.values()].find((person) => person.screen && !person.away);
  if (shows) announce(say("screen_taken", { label: shows.label }));
  else if (await media.showScreen()) note(say("screen_on"));
}

function noteDevices() {
  const { audio, video } = media.trouble;
  let words = "";
  if (audio === "NotAllowedError" || video === "NotAllowedError") words = say("denied");
  else if (audio && video) words = say("no_devices");
  else if (video) words = say("no_camera");
  else if (audio) words = say("no_microphone");
  note(words);
}

// A status: read aloud by itself, seen by everybody for a while.
function note(words) {
  clearTimeout(noting);
  at("device-note").textContent = words;
  at("device-note").hidden = words === "";
  if (words) noting = setTimeout(() => (at("device-note").hidden = true), 12_000);
}

function renderOwn() {
  const own = at("own-tile");
  own.dataset.camera = media.tracks.video ? "on" : "off";
  own.dataset.screen = media.screen ? "on" : "off";
  own.dataset.microphone = media.microphoneOn ? "on" : "off";
  press(at("mute"), !media.microphoneOn, media.microphoneOn ? "#i-mic" : "#i-mic-off");
  press(at("camera"), !media.cameraOn, media.cameraOn ? "#i-cam" : "#i-cam-off");
  press(at("screen"), media.screen !== null, "#i-screen");
  at("screen").querySelector("span").textContent = media.screen ? say("stop_screen") : say("screen");
  own.querySelector(".tile-label").textContent = media.screen ? say("your_screen") : say("yourself");
}

function press(button, pressed, icon) {
  button.setAttribute("aria-pressed", String(pressed));
  button.querySelector("use").setAttribute("href", icon);
}

function render() {
  const count = people.size + 1;
  main.dataset.company = people.size === 0 ? "none" : "some";
  const stage = welcomed ? "first" : "connecting";
  at("alone-title").textContent = say(`${stage}.title`);
  at("alone-words").textContent = say(stage);
  at("people-count").textContent = count;
  if (at("end")) {
    at("end").querySelector("span").textContent = say("end_for_all", { count });
    at("end-sure").textContent = say("end_for_all", { count });
  }
  const own = { label: settings.label, host: settings.host, own: true };
  at("people-list").replaceChildren(...[own, ...people.values()].map(line));
}

function line(person) {
  const item = element("li");
  const label = element("span");
  const marks = element("span", "quiet");
  label.textContent = person.label;
  marks.textContent = [person.own && say("you"), person.host && say("hosts")].filter(Boolean).join(", ");
  item.append(label, marks);
  if (!person.own) {
    const code = element("span", "safety");
    if (person.safety) code.textContent = say("safety", { code: `${person.safety.slice(0, 3)} ${person.safety.slice(3)}` });
    else if (person.safety === null) code.textContent = say("no_safety");
    item.append(code);
  }
  return item;
}

// One banner; what is worst comes first.
function warn(source, text) {
  if (text) warnings.set(source, text);
  else warnings.delete(source);
  const [worst] = [warnings.get("signal"), ...warnings.values()].filter(Boolean);
  if (at("banner").textContent !== (worst ?? "")) at("banner").textContent = worst ?? "";
  at("banner").hidden = !worst;
}

function announce(text) {
  const said = element("p");
  said.textContent = text;
  at("announcements").append(said);
  setTimeout(() => said.remove(), 5000);
}

function over(reason) {
  clock.stop();
  clearInterval(looking);
  for (const peer of peers.values()) peer.close();
  peers.clear();
  media.close();
  for (const sheet of document.querySelectorAll("dialog[open]")) sheet.close();
  const [title, words] = ending(reason);
  at("over-title").textContent = title;
  at("over-words").textContent = words;
  main.hidden = true;
  at("over").hidden = false;
  at("over").focus();
  document.title = title;
}

function leave() {
  signal.finish({ kind: "leave" });
  over("left");
}

function togglePeople() {
  const hidden = at("people").hidden;
  at("people").hidden = !hidden;
  at("people-toggle").setAttribute("aria-expanded", String(hidden));
}

at("mute").addEventListener("click", toggleMicrophone);
at("camera").addEventListener("click", toggleCamera);
at("extend")?.addEventListener("click", askForTime);
at("screen").addEventListener("click", toggleScreen);
// Phones have no way to show their screen to a page.
at("screen").hidden = !navigator.mediaDevices?.getDisplayMedia;
at("people-toggle").addEventListener("click", togglePeople);
at("keys-open").addEventListener("click", () => at("keys").showModal());
at("leave").addEventListener("click", leave);
at("hear").addEventListener("click", () => peers.forEach(show));
at("end")?.addEventListener("click", () => at("end-sheet").showModal());
at("end-sheet")?.addEventListener("close", () => {
  if (at("end-sheet").returnValue === "end") signal.say({ kind: "end" });
});

const KEYS = { m: toggleMicrophone, v: toggleCamera, s: toggleScreen, p: togglePeople, l: leave, "?": () => at("keys").showModal() };

addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, dialog");
  if (event.key === "Escape" && !at("people").hidden) togglePeople();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat || main.hidden) return;
  KEYS[event.key.toLowerCase()]?.();
});

// A phone that comes back from the background may have lost its devices or its connection.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible" || main.hidden) return;
  signal.hurry();
  keepAwake();
});

function keepAwake() {
  // Refused on low battery; the call goes on all the same.
  navigator.wakeLock?.request("screen").catch(() => undefined);
}
keepAwake();

const measured = new Map();
const looking = setInterval(look, LOOK_EVERY);

async function look() {
  for (const peer of [...peers.values()]) {
    const now = await measure(peer);
    tiles.quality(peer.seat, bars(now, measured.get(peer.seat)));
    tiles.speaking(peer.seat, now.audioLevel > SPEAKING && people.get(peer.seat)?.microphone);
    measured.set(peer.seat, now);
  }
}

// For tests and for a support report: counters only, no address, nothing can be changed through it.
globalThis.anteroomCall = Object.freeze({
  seat: settings.seat,
  get phase() {
    return main.hidden ? "over" : main.dataset.phase;
  },
  get people() {
    return [...people.values()].map(({ seat, label, microphone, camera, screen, safety }) => ({ seat, label, microphone, camera, screen, safety }));
  },
  stats: () => Promise.all([...peers.values()].map(measure)),
});
