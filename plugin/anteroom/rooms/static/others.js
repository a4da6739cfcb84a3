// The others in the call: who is here, the connection to each, and what is shown of it.

import { announce, warn } from "./aloud.js";
import { bars, measure } from "./measure.js";
import { Peer } from "./peer.js";
import { sound } from "./sounds.js";
import { say } from "./words.js";

const SPEAKING = 0.02;
const LOOKS_WITHOUT_PICTURE = 2;
const BACK_WITHIN = 20_000;
const at = (id) => document.getElementById(id);

export class Others {
  // `around` is what each connection needs of the call; `changed()` hears that somebody came, went or is another.
  constructor(tiles, around, changed) {
    Object.assign(this, { tiles, around, changed });
    this.people = new Map();
    this.peers = new Map();
    this.measured = new Map();
  }

  get list() {
    return [...this.people.values()];
  }

  // Who is here now, after a loss or at first; `aloud` for those who came meanwhile.
  meet(present, aloud) {
    const here = new Set(present.map((person) => person.seat));
    for (const seat of [...this.people.keys()]) if (!here.has(seat)) this.miss(seat);
    for (const person of present) {
      const known = this.peers.get(person.seat)?.session === person.session;
      this.join(person, aloud && !known);
      if (known) this.peers.get(person.seat).resume();
    }
  }

  join(person, aloud) {
    const known = this.peers.get(person.seat);
    const missed = this.people.get(person.seat)?.missed;
    this.people.set(person.seat, person);
    if (known?.session !== person.session) {
      known?.close();
      this.peers.set(person.seat, new Peer(this.around, person));
      if (aloud) {
        announce(say("joined", { label: person.label }));
        sound("came");
      }
    }
    if (missed && known?.session === person.session) known.resume();
    this.rebound();
    this.show(this.peers.get(person.seat));
    this.changed();
  }

  // Who is not there when we come back, as when the service itself was away: kept while pictures and speech go on.
  miss(seat) {
    if (!this.peers.get(seat)?.connected) {
      this.leave(seat);
      return;
    }
    const person = this.people.get(seat);
    this.update(seat, { away: true, missed: true });
    setTimeout(() => person === this.people.get(seat) && this.leave(seat), BACK_WITHIN);
  }

  leave(seat) {
    const person = this.people.get(seat);
    this.peers.get(seat)?.close();
    this.peers.delete(seat);
    this.people.delete(seat);
    this.measured.delete(seat);
    this.tiles.remove(seat);
    warn(seat, null);
    warn(`relay ${seat}`, null);
    if (person) {
      announce(say("gone", { label: person.label }));
      sound("gone");
    }
    this.rebound();
    this.changed();
  }

  update(seat, change) {
    const person = this.people.get(seat);
    if (!person) return;
    if (change.screen && !person.screen) announce(say("screen_seen", { label: person.label }));
    Object.assign(person, change);
    this.show(this.peers.get(seat));
    this.changed();
  }

  away(seat, away) {
    this.update(seat, { away });
    if (!away) this.peers.get(seat)?.resume();
  }

  // The share of the way out that each gets goes with how many there are.
  rebound() {
    for (const peer of this.peers.values()) peer.bound();
  }

  put(kind, track) {
    for (const peer of this.peers.values()) {
      peer.put(kind, track).then(() => peer.bound()).catch((error) => console.warn("track", error));
    }
  }

  show(peer) {
    const person = this.people.get(peer?.seat);
    if (!person || this.peers.get(person.seat) !== peer) return;
    // While media still flows a dropped signalling connection is nobody's concern.
    const visible = { ...person, away: person.away && !peer.connected };
    const tile = this.tiles.show(visible, peer.stream);
    const gone = peer.restarts > 0 || visible.away;
    const rests = tile.paused && person.camera && this.tiles.pictures;
    this.tiles.state(person.seat, gone ? say("away") : person.screen ? say("showing") : rests ? say("paused") : "");
    warn(person.seat, trouble(person, peer));
    if (person.safety !== peer.safety.code) {
      person.safety = peer.safety.code;
      this.changed();
    }
    tile.video.play().then(
      () => (at("hear").hidden = true),
      (error) => (at("hear").hidden = error.name !== "NotAllowedError"),
    );
  }

  showAll() {
    for (const peer of this.peers.values()) this.show(peer);
  }

  // Bars, who speaks, whose picture rests. Returns whether one's own rests towards somebody.
  async look() {
    let rests = false;
    for (const peer of [...this.peers.values()]) {
      const now = await measure(peer);
      const before = this.measured.get(peer.seat);
      const person = this.people.get(peer.seat);
      this.tiles.quality(peer.seat, bars(now, before));
      this.tiles.speaking(peer.seat, now.audioLevel > SPEAKING && person?.microphone);
      const same = now.framesReceived === before?.framesReceived && person?.camera && !person.screen;
      now.still = same ? (before.still ?? 0) + 1 : 0;
      if (this.tiles.paused(peer.seat, now.still >= LOOKS_WITHOUT_PICTURE)) this.show(peer);
      rests = (await peer.save(now.available)) || rests;
      this.measured.set(peer.seat, now);
    }
    return rests;
  }

  close() {
    for (const peer of this.peers.values()) peer.close();
    this.peers.clear();
  }
}

function trouble(person, peer) {
  if (peer.safety.code === null) return say("unsafe", { label: person.label });
  if (peer.restarts <= 1) return null;
  return [say("media_reconnecting", { label: person.label }), peer.restarts > 3 && say("blocked")].filter(Boolean).join(" ");
}
