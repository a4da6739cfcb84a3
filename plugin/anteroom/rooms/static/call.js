// The call page: puts signalling, connections, devices and what one sees together.
// The server's words arrive in <script type="application/json" id="call">:
//   seat, label, host, ws_path, report_path, ends_at, now (ISO 8601), leave_url, words (name to sentence).

import { announce, note, warn } from "./aloud.js";
import { ChatBox } from "./chat.js";
import { Choices, wholeScreen } from "./choices.js";
import { CallClock } from "./clock.js";
import { Keys } from "./keys.js";
import { measure } from "./measure.js";
import { Others } from "./others.js";
import { Own } from "./own.js";
import { toggle } from "./panels.js";
import { PeopleList } from "./people.js";
import { offerReport } from "./report.js";
import { Signal } from "./signal.js";
import { sound } from "./sounds.js";
import { Tiles } from "./tiles.js";
import { ending, say } from "./words.js";

const settings = JSON.parse(document.getElementById("call").textContent);
const at = (id) => document.getElementById(id);
const main = at("main");
// After these one has been in the call, and may say how the connection was.
const ASKED_AFTER = ["left", "lost", "ended-by-host", "time-over"];
const LOOK_EVERY = 2000;

let relay = null;
let relayAsked = 0;
let welcomed = false;
let asksForTime = false;
let hosts = settings.host;
let keepsGate = false;

const tiles = new Tiles(at("tiles"));
// What each connection needs of the call around it.
const around = {
  seat: settings.seat,
  pictures: true,
  get relay() {
    return relay;
  },
  get people() {
    return others.people.size + 1;
  },
  get chat() {
    return chat.way;
  },
  get media() {
    return own.media;
  },
  say: (message) => signal.say(message),
  needRelay,
  shown: (peer) => others.show(peer),
  blocked: (peer, blocked) => warn(`relay ${peer.seat}`, blocked ? say("blocked") : null),
  whispered: (seat, text) => chat.whispered(seat, text),
};
const others = new Others(tiles, around, render);
const own = new Own(settings.label, {
  changed: onOwnTrack,
  shows: () => others.list.find((person) => person.screen && !person.away),
});
const list = new PeopleList({ own: settings, tiles, send: (message) => signal.say(message) });
const chat = new ChatBox({
  send: (id, text) => signal.say({ kind: "write", id, text }),
  peers: () => others.peers.values(),
  label: (seat) => others.people.get(seat)?.label ?? "",
  appeal: settings.appeal_path ? askPeople : null,
  toldIn: settings.told_in,
});
const clock = new CallClock(settings, {
  show(text, near) {
    at("time-left").textContent = text;
    at("time-left").dataset.near = near ? "yes" : "no";
    // Offered when it begins to matter, so that it is no temptation before.
    at("extend").hidden = !near || !hosts;
  },
  tell: announce,
  warn: (text) => warn("clock", text),
});
new Choices({ media: own.media, tiles, pictures: showPictures });
const signal = new Signal(settings.ws_path, { hear, change: onSignal, over });
own.begin();
render();

const HEARD = {
  welcome: onWelcome,
  joined: ({ person }) => onJoined(person),
  left: ({ seat }) => others.leave(seat),
  away: ({ seat, away }) => others.away(seat, away),
  state: ({ seat, microphone, camera, screen }) => others.update(seat, { microphone, camera, screen }),
  hosts: ({ seat }) => onHosts(seat),
  gate: ({ people }) => onGate(people),
  chat: ({ way }) => onChat(way),
  written: (message) => chat.written(message, message.from === settings.seat),
  "not-written": (message) => chat.refused(message),
  refused: ({ code }) => onRefused(code),
  relay: ({ relay: login, restart }) => onRelay(login, restart),
  extended: ({ ends_at: endsAt }) => onExtended(endsAt),
  closing: ({ reason, at: moment }) => clock.announce(reason, moment),
};
const FROM_A_SEAT = ["offer", "answer", "candidate", "proof", "restart"];

function hear(message) {
  const peer = others.peers.get(message.from);
  if (!FROM_A_SEAT.includes(message.kind)) HEARD[message.kind]?.(message);
  else if (peer?.session === message.session) peer.hear(message);
}

function onWelcome({ you, people, relay: login, now, ends_at: endsAt, chat: way }) {
  relay = login;
  hosts = you.host;
  clock.set(now, endsAt);
  onChat(way);
  others.meet(people, welcomed);
  // Nobody is told of an empty gate at first.
  list.gate([]);
  welcomed = true;
  main.dataset.phase = "in";
  sayState();
  render();
}

function onJoined(person) {
  others.join(person, true);
  sayState();
}

// The hosting was handed over: the one gets the host's buttons, the other loses them.
function onHosts(seat) {
  for (const person of others.list) person.host = person.seat === seat;
  if (hosts !== (seat === settings.seat)) {
    hosts = !hosts;
    note(hosts ? say("host_now") : say("host_no_more"));
  }
  render();
}

function onGate(waiting) {
  keepsGate = true;
  const before = new Set(list.waiting.map((person) => `${person.seat} ${person.wants}`));
  for (const person of waiting) {
    if (person.wants === "again" || before.has(`${person.seat} ${person.wants}`)) continue;
    note(say(`gate.${person.wants}`, person));
    sound("told");
  }
  list.gate(waiting);
  render();
}

function onChat(way) {
  chat.set(way);
  if (way !== "sealed") for (const peer of others.peers.values()) peer.closeChannel();
}

function onRefused(code) {
  if (asksForTime) {
    asksForTime = false;
    note(say("no_more_time"));
  } else if (code === "screen-taken") {
    own.screenRefused();
  } else if (code === "not-allowed") {
    note(say("not_allowed"));
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

function onRelay(login, restart) {
  relay = login;
  for (const peer of others.peers.values()) peer.useRelay(login, restart);
}

// Several connections may ask at once; one answer serves them all.
function needRelay() {
  if (Date.now() - relayAsked < 1000) return;
  relayAsked = Date.now();
  signal.say({ kind: "relay" });
}

function onSignal(open) {
  warn("signal", open ? null : say("reconnecting"));
  if (open && welcomed) announce(say("back"));
}

function onOwnTrack(kind, track) {
  others.put(kind, track);
  if (welcomed) sayState();
}

function sayState() {
  signal.say({ kind: "state", ...own.state });
}

// Speech only: no pictures are asked for, and one's own camera goes off; it comes on again by its own button.
function showPictures(on) {
  around.pictures = tiles.pictures = on;
  for (const peer of others.peers.values()) peer.redirect();
  others.showAll();
  if (!on) own.media.setCamera(false);
  note(on ? say("speech_off") : say("speech_on"));
}

function render() {
  const count = others.people.size + 1;
  main.dataset.company = count === 1 ? "none" : "some";
  const stage = welcomed ? "first" : "connecting";
  at("alone-title").textContent = say(`${stage}.title`);
  at("alone-words").textContent = say(stage);
  at("end").hidden = !hosts;
  at("end").querySelector("span").textContent = say("end_for_all", { count });
  at("end-sure").textContent = say("end_for_all", { count });
  list.own = { ...list.own, host: hosts };
  list.show(others.list, hosts || keepsGate);
}

function over(reason) {
  clock.stop();
  clearInterval(looking);
  others.close();
  own.media.close();
  for (const sheet of document.querySelectorAll("dialog[open]")) sheet.close();
  if (document.fullscreenElement) document.exitFullscreen();
  const [title, words] = ending(reason);
  at("over-title").textContent = title;
  at("over-words").textContent = words;
  at("question").hidden = !ASKED_AFTER.includes(reason);
  main.hidden = true;
  at("over").hidden = false;
  at("over").focus();
  document.title = title;
}

function leave() {
  signal.finish({ kind: "leave" });
  over("left");
}

// The page that sits here is told by its session: no other is heard while it does.
async function askPeople() {
  try {
    return (await fetch(`${settings.appeal_path}?session=${signal.session}`, { method: "POST" })).ok;
  } catch {
    return false;
  }
}

at("extend").addEventListener("click", askForTime);
at("keys-open").addEventListener("click", () => at("keys").showModal());
at("leave").addEventListener("click", leave);
at("hear").addEventListener("click", () => others.showAll());
at("end").addEventListener("click", () => at("end-sheet").showModal());
at("end-sheet").addEventListener("close", () => {
  if (at("end-sheet").returnValue === "end") signal.say({ kind: "end" });
});
if (settings.report_path) {
  offerReport(settings.report_path, leave, (done) => {
    const told = done?.reference ? say("reported", { reference: done.reference }) : done ? "" : say("not_reported");
    at("over-words").textContent = done?.blocked ? `${told} ${say("blocked")}`.trim() : told;
  });
}

new Keys(
  {
    m: () => own.toggleMicrophone(),
    v: () => own.toggleCamera(),
    s: () => own.toggleScreen(),
    p: () => toggle("people"),
    c: () => chat.way !== "off" && toggle("chat"),
    o: () => toggle("more"),
    f: wholeScreen,
    l: leave,
    "?": () => at("keys").showModal(),
  },
  (down) => own.hold(down),
);

// A phone that comes back from the background may have lost its devices or its connection.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible" || main.hidden) return;
  signal.hurry();
  own.media.recover();
  others.showAll();
  keepAwake();
});

function keepAwake() {
  // Refused on low battery; the call goes on all the same.
  navigator.wakeLock?.request("screen").catch(() => undefined);
}
keepAwake();

const looking = setInterval(async () => {
  const rests = await others.look();
  if (rests === own.rests) return;
  own.render(rests);
  if (rests) note(say("rests"));
}, LOOK_EVERY);

// For tests and for a support report: counters only, no address, nothing can be changed through it.
globalThis.anteroomCall = Object.freeze({
  seat: settings.seat,
  get phase() {
    return main.hidden ? "over" : main.dataset.phase;
  },
  get people() {
    return others.list.map(({ seat, label, microphone, camera, screen, safety }) => ({ seat, label, microphone, camera, screen, safety }));
  },
  stats: () => Promise.all([...others.peers.values()].map(measure)),
});
