// One tile for each of the others: picture or initial, label, marks; and who takes the middle.

import { say } from "./words.js";

const LEAST_BETWEEN_TURNS = 2500;

export class Tiles {
  // `layout` is grid or speaker: everybody alike, or whoever speaks in the middle.
  constructor(root) {
    this.root = root;
    this.of = new Map();
    this.layout = "grid";
    this.pinned = null;
    this.speaker = null;
    this.turned = 0;
    this.pictures = true;
    this.sink = "";
  }

  show(person, stream) {
    const tile = this.of.get(person.seat) ?? this.make(person);
    const seen = (person.camera || person.screen) && !person.away && !tile.paused && this.pictures;
    tile.figure.dataset.camera = seen ? "on" : "off";
    tile.figure.dataset.screen = person.screen && seen ? "on" : "off";
    tile.video.setAttribute("aria-label", person.screen ? say("screen_of", { label: person.label }) : say("picture_of", { label: person.label }));
    tile.figure.dataset.microphone = person.microphone ? "on" : "off";
    tile.blank.dataset.initial = initial(person.label);
    tile.label.textContent = person.label;
    if (stream && tile.video.srcObject !== stream) tile.video.srcObject = stream;
    this.arrange();
    return tile;
  }

  make(person) {
    const figure = element("figure", "tile");
    figure.dataset.seat = person.seat;
    const video = element("video");
    video.autoplay = true;
    video.playsInline = true;
    this.listenBy(video);
    const blank = element("div", "tile-blank");
    blank.setAttribute("aria-hidden", "true");
    const caption = element("figcaption");
    const label = element("span", "tile-label");
    const state = element("span", "tile-state");
    const quality = element("span", "bars");
    quality.append(element("i"), element("i"), element("i"));
    caption.append(quality, label, mutedMark(), state);
    figure.append(video, blank, caption);
    figure.addEventListener("dblclick", () => this.pin(person.seat));
    this.root.append(figure);
    const tile = { figure, video, blank, label, state, quality, paused: false };
    this.of.set(person.seat, tile);
    return tile;
  }

  remove(seat) {
    const tile = this.of.get(seat);
    if (!tile) return;
    tile.video.srcObject = null;
    tile.figure.remove();
    this.of.delete(seat);
    if (this.pinned === seat) this.pinned = null;
    if (this.speaker === seat) this.speaker = null;
    this.arrange();
  }

  // Two beside each other, four and five in squares; on a narrow screen one column up to three.
  // A screen that is shown, whoever is pinned, or who speaks takes the room, and the others stand in a row below.
  arrange() {
    const count = Math.max(1, this.of.size);
    const middle = this.middle();
    for (const [seat, tile] of this.of) tile.figure.dataset.stage = seat === middle ? "on" : "off";
    this.root.dataset.stage = middle ? "on" : "off";
    this.root.style.setProperty("--columns", count === 1 ? 1 : count <= 4 ? 2 : 3);
    this.root.style.setProperty("--columns-narrow", count <= 3 ? 1 : 2);
  }

  middle() {
    if (this.pinned) return this.pinned;
    for (const [seat, tile] of this.of) if (tile.figure.dataset.screen === "on") return seat;
    if (this.layout !== "speaker" || this.of.size < 2) return null;
    return this.speaker ?? this.of.keys().next().value;
  }

  pin(seat) {
    this.pinned = this.pinned === seat ? null : seat;
    this.arrange();
  }

  quality(seat, bars) {
    const tile = this.of.get(seat);
    if (!tile) return;
    tile.quality.dataset.bars = bars;
    // Before anything was measured there is nothing to name, and a picture without a name confuses who hears it.
    tile.quality.setAttribute("role", "img");
    tile.quality.setAttribute("aria-label", say(`quality.${bars}`));
  }

  // A word in between does not turn the picture to somebody else.
  speaking(seat, speaks) {
    const tile = this.of.get(seat);
    if (!tile) return;
    tile.figure.dataset.speaking = speaks ? "yes" : "no";
    const now = Date.now();
    if (!speaks || this.speaker === seat || now - this.turned < LEAST_BETWEEN_TURNS) return;
    this.speaker = seat;
    this.turned = now;
    this.arrange();
  }

  // Whether no new picture comes, though there is a camera: a line that is too slow rests it.
  paused(seat, paused) {
    const tile = this.of.get(seat);
    if (!tile || tile.paused === paused) return false;
    tile.paused = paused;
    return true;
  }

  // Only for who presses it: nobody else hears less of them.
  hush(seat) {
    const tile = this.of.get(seat);
    if (tile) tile.video.muted = !tile.video.muted;
    return this.hushed(seat);
  }

  hushed(seat) {
    return this.of.get(seat)?.video.muted === true;
  }

  listenBy(video) {
    if (this.sink && video.setSinkId) video.setSinkId(this.sink).catch(() => undefined);
  }

  // The loudspeaker; "" is the usual one.
  setSink(sink) {
    this.sink = sink;
    for (const { video } of this.of.values()) if (video.setSinkId) video.setSinkId(sink).catch(() => undefined);
  }

  state(seat, words) {
    const tile = this.of.get(seat);
    if (tile && tile.state.textContent !== words) tile.state.textContent = words;
  }
}

export function initial(label) {
  return Array.from(label.trim())[0]?.toLocaleUpperCase() ?? "";
}

export function element(name, className) {
  const made = document.createElement(name);
  if (className) made.className = className;
  return made;
}

function mutedMark() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon tile-muted");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", say("is_muted"));
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", "#i-mic-off");
  svg.append(use);
  return svg;
}
