// The list of people: who is here and their safety codes, who waits, and what one may do about each.

import { onOpen } from "./panels.js";
import { element } from "./tiles.js";
import { say } from "./words.js";

const at = (id) => document.getElementById(id);

export class PeopleList {
  // `send(message)` goes to the house; `tiles` knows who is pinned or hushed.
  constructor({ own, tiles, send }) {
    Object.assign(this, { own, tiles, send });
    this.people = [];
    this.waiting = [];
    this.keeps = false;
    this.leaving = null;
    onOpen("people", () => at("people").querySelector("h2").focus());
    at("remove-sheet").addEventListener("close", () => {
      if (at("remove-sheet").returnValue === "remove" && this.leaving) this.send({ kind: "remove", seat: this.leaving });
      this.leaving = null;
    });
    at("admit-all").addEventListener("click", () => this.send({ kind: "admit", seat: "" }));
  }

  // `keeps`: whether this page keeps the gate, and so may put somebody out.
  show(people, keeps) {
    this.people = people;
    this.keeps = keeps;
    const kept = focused();
    at("people-list").replaceChildren(...[{ ...this.own, own: true }, ...people].map((person) => this.line(person)));
    at("people-count").textContent = people.length + 1;
    refocus(kept);
  }

  gate(waiting) {
    this.waiting = waiting;
    const kept = focused();
    at("waiting").hidden = waiting.length === 0;
    at("waiting-list").replaceChildren(...waiting.map((person) => this.waiter(person)));
    at("admit-all").hidden = waiting.filter((person) => person.wants === "enter").length < 2;
    const count = waiting.filter((person) => person.wants !== "again").length;
    at("waiting-count").textContent = count || "";
    at("waiting-words").textContent = count ? say("gate.count", { count }) : "";
    refocus(kept);
  }

  line(person) {
    const item = element("li");
    const label = element("span");
    const marks = element("span", "quiet");
    label.textContent = person.label;
    marks.textContent = [person.own && say("you"), person.host && say("hosts")].filter(Boolean).join(", ");
    item.append(label, marks);
    if (person.own) return item;
    const code = element("span", "safety");
    if (person.safety) code.textContent = say("safety", { code: `${person.safety.slice(0, 3)} ${person.safety.slice(3)}` });
    else if (person.safety === null) code.textContent = say("no_safety");
    item.append(code, this.acts(person));
    return item;
  }

  acts(person) {
    const acts = element("span", "acts");
    const { seat, label } = person;
    const pinned = this.tiles.pinned === seat;
    const hushed = this.tiles.hushed(seat);
    acts.append(
      act(`pin-${seat}`, pinned ? say("people.unpin") : say("people.pin"), say("people.pin_of", { label }), pinned, () => {
        this.tiles.pin(seat);
        this.show(this.people, this.keeps);
      }),
      act(`hush-${seat}`, hushed ? say("people.unhush") : say("people.hush"), say("people.hush_of", { label }), hushed, () => {
        this.tiles.hush(seat);
        this.show(this.people, this.keeps);
      }),
    );
    if (this.keeps) {
      const remove = act(`remove-${seat}`, say("people.remove"), say("people.remove_of", { label }), null, () => {
        this.leaving = seat;
        at("remove-title").textContent = say("people.remove_title", { label });
        at("remove-sheet").returnValue = "";
        at("remove-sheet").showModal();
      });
      remove.classList.add("danger");
      acts.append(remove);
    }
    return acts;
  }

  waiter({ seat, label, wants, vouched, name }) {
    const item = element("li");
    const words = element("span");
    words.textContent = say(`gate.${wants}`, { label, name });
    const mark = element("span", "quiet");
    mark.textContent = wants === "again" ? "" : vouched ? say("gate.vouched") : say("gate.unvouched");
    const acts = element("span", "acts");
    const whose = name || label;
    const admit = act(`admit-${seat}`, wants === "again" ? say("gate.readmit") : say("gate.admit"), say("gate.admit_of", { label: whose }), null, () =>
      this.send({ kind: "admit", seat }),
    );
    acts.append(admit);
    if (wants !== "again") {
      acts.append(
        act(`refuse-${seat}`, say("gate.refuse"), say("gate.refuse_of", { label: whose }), null, () => this.send({ kind: "refuse", seat })),
      );
    }
    item.append(words, mark, acts);
    return item;
  }
}

// A button whose name for who hears it begins with what is written on it; `pressed` null for one that does not stay.
function act(id, text, name, pressed, then) {
  const button = element("button");
  button.type = "button";
  button.id = `act-${id}`;
  button.textContent = text;
  button.setAttribute("aria-label", `${text}: ${name}`);
  if (pressed !== null) button.setAttribute("aria-pressed", String(pressed));
  button.addEventListener("click", then);
  return button;
}

// The list is drawn anew each time; whoever stood on a button of it stands on it again.
function focused() {
  return document.activeElement?.id.startsWith("act-") ? document.activeElement.id : null;
}

function refocus(id) {
  if (id) (document.getElementById(id) ?? at("people").querySelector("h2")).focus();
}
