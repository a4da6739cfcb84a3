// The text chat: what is written goes through the house, which reads it, or from browser to browser alone.
//
// `way` is read, sealed or off. Nothing is kept: whoever comes later sees nothing of it.

import { announce } from "./aloud.js";
import { isOpen, onOpen } from "./panels.js";
import { sound } from "./sounds.js";
import { element } from "./tiles.js";
import { say } from "./words.js";

const LONGEST = 1000;
const MOST_SHOWN = 200;
const MOST_A_MINUTE = 40;
const HELD = "contact-in-text";
const at = (id) => document.getElementById(id);

export class ChatBox {
  // `send(id, text)` goes to the house; `peers()` are the connections; `label(seat)` is what the house calls them;
  // `appeal()` has people look at what is held, and says how that went; null where nobody would. `toldIn` is the
  // language in which the guard explains itself.
  constructor({ send, peers, label, appeal, toldIn }) {
    Object.assign(this, { send, peers, label, appeal, toldIn });
    this.way = "off";
    this.number = 0;
    this.unread = 0;
    this.waiting = null;
    this.arrivals = new Map();
    at("chat-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.write();
    });
    at("chat-text").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.write();
    });
    at("chat-text").addEventListener("input", () => this.tell(""));
    at("chat-appeal").addEventListener("click", async () => {
      at("chat-text").focus();
      this.tell((await this.appeal()) ? say("chat.appealed") : say("chat.not_appealed"));
    });
    onOpen("chat", () => {
      this.unread = 0;
      this.count();
      at("chat-text").focus();
      this.toEnd();
    });
  }

  set(way) {
    const before = this.way;
    this.way = way;
    at("chat-toggle").hidden = way === "off";
    if (way === "off") at("chat").hidden = true;
    at("chat-about").textContent = way === "off" ? "" : say(`chat.about.${way}`);
    at("chat").dataset.way = way;
    if (before === "sealed" && way === "read") announce(say("chat.now_read"));
  }

  write() {
    const text = at("chat-text").value.trim();
    if (!text || this.waiting) return;
    this.number += 1;
    const id = `m${this.number}`;
    if (this.way === "sealed") {
      for (const peer of this.peers()) peer.whisper(text);
      this.line(null, text, new Date());
      this.done();
    } else {
      this.waiting = id;
      at("chat-send").disabled = true;
      this.send(id, text);
      // The house is away just now: the words stay in the box, to be sent again.
      setTimeout(() => this.waiting === id && this.refused({ id, code: "away", why: "" }), 8000);
    }
  }

  // What the house read and passed on, one's own words too.
  written({ id, from, label, at: time, text, why }, own) {
    this.line(own ? null : label, text, new Date(time), from);
    if (!own || id !== this.waiting) return;
    this.done();
    if (why) this.tell(why, this.toldIn);
  }

  // Held: the words stay where they were typed, so that other ones are a moment's work.
  refused({ id, code, why }) {
    if (id !== this.waiting) return;
    this.free();
    if (why) this.tell(why, code === HELD ? this.toldIn : "en");
    else this.tell(say(["too-fast", "not-here", "away"].includes(code) ? `chat.refused.${code}` : "chat.refused.held"));
    at("chat-appeal").hidden = code !== HELD || this.appeal === null;
    at("chat-text").focus();
  }

  // From browser to browser: whatever the other page is, it can do no more than write, and not without end.
  whispered(seat, text) {
    if (this.way !== "sealed" || typeof text !== "string") return;
    const minute = Math.floor(Date.now() / 60_000);
    const [known, count] = this.arrivals.get(seat) ?? [minute, 0];
    this.arrivals.set(seat, [minute, known === minute ? count + 1 : 1]);
    if (known === minute && count >= MOST_A_MINUTE) return;
    this.line(this.label(seat), text.slice(0, LONGEST), new Date(), seat);
  }

  line(label, text, time) {
    const item = element("li", label === null ? "own-words" : "");
    const who = element("span", "chat-who");
    who.textContent = label ?? say("yourself");
    const when = element("time");
    when.dateTime = time.toISOString();
    when.textContent = time.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    const words = element("p");
    words.textContent = text;
    item.append(who, when, words);
    const list = at("chat-list");
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
    list.append(item);
    while (list.children.length > MOST_SHOWN) list.firstChild.remove();
    at("chat-none").hidden = true;
    if (atEnd || label === null) this.toEnd();
    if (label !== null && !isOpen("chat")) {
      this.unread += 1;
      this.count();
      announce(say("chat.from", { label, text }));
      sound("told");
    }
  }

  toEnd() {
    at("chat-list").scrollTop = at("chat-list").scrollHeight;
  }

  count() {
    at("chat-unread").textContent = this.unread || "";
    at("chat-unread-words").textContent = this.unread ? say("chat.unread", { count: this.unread }) : "";
  }

  done() {
    at("chat-text").value = "";
    this.free();
    this.tell("");
  }

  free() {
    this.waiting = null;
    at("chat-send").disabled = false;
  }

  tell(words, language = document.documentElement.lang) {
    at("chat-why").lang = language;
    at("chat-why").textContent = words;
    at("chat-why").hidden = words === "";
    at("chat-appeal").hidden = true;
  }
}
