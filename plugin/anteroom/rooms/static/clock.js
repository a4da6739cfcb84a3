// The time left, by the house's clock: a device whose own clock is wrong still ends with the others.

import { closing, say } from "./words.js";

const MINUTE = 60_000;
const NEAR = 5;

export class CallClock {
  // `show(text, near)` each second; `tell(text)` for what should be said aloud; `warn(text)` for the banner.
  constructor(settings, { show, tell, warn }) {
    this.endsAt = Date.parse(settings.ends_at);
    this.offset = Date.parse(settings.now) - Date.now();
    this.closing = null;
    this.told = new Set();
    this.show = show;
    this.tell = tell;
    this.warn = warn;
    this.tick();
    this.timer = setInterval(() => this.tick(), 1000);
  }

  // `room` is when the room closes for all, a grace after the interview's end.
  set(now, room) {
    this.offset = Date.parse(now) - Date.now();
    this.roomEndsAt = Date.parse(room);
    this.tick();
  }

  // The room closes later, and so does the time that was agreed. Returns by how many minutes.
  extend(room) {
    const more = Date.parse(room) - this.roomEndsAt;
    this.endsAt += more;
    this.roomEndsAt += more;
    this.told.clear();
    this.tick();
    return Math.round(more / MINUTE);
  }

  announce(reason, at) {
    this.closing = { why: closing(reason), at: Date.parse(at) };
    this.tick();
  }

  stop() {
    clearInterval(this.timer);
  }

  tick() {
    const now = Date.now() + this.offset;
    if (this.closing) {
      const left = Math.ceil((this.closing.at - now) / MINUTE);
      this.warn(say("closes_in", { why: this.closing.why, count: Math.max(1, left) }));
      this.show(say("minutes_left", { count: Math.max(0, left) }), true);
      return;
    }
    const left = Math.ceil((this.endsAt - now) / MINUTE);
    const near = left <= NEAR;
    if (left > 0) this.show(say("minutes_left", { count: left }), near);
    else this.overtime(now);
    for (const mark of [NEAR, 1]) {
      if (left === mark && !this.told.has(mark)) {
        this.told.add(mark);
        this.tell(say("minutes_left", { count: mark }));
      }
    }
  }

  overtime(now) {
    this.show(say("time_up"), true);
    if (this.roomEndsAt > this.endsAt) {
      const left = Math.max(1, Math.ceil((this.roomEndsAt - now) / MINUTE));
      this.warn(say("closes_in", { why: say("closing.time"), count: left }));
    }
  }
}
