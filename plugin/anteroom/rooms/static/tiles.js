// One tile for each of the others: picture or initial, label, marks.

import { say } from "./words.js";

export class Tiles {
  constructor(root) {
    this.root = root;
    this.of = new Map();
  }

  show(person, stream) {
    const tile = this.of.get(person.seat) ?? this.make(person);
    tile.figure.dataset.camera = (person.camera || person.screen) && !person.away ? "on" : "off";
    tile.figure.dataset.screen = person.screen && !person.away ? "on" : "off";
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
    const blank = element("div", "tile-blank");
    blank.setAttribute("aria-hidden", "true");
    const caption = element("figcaption");
    const label = element("span", "tile-label");
    const state = element("span", "tile-state");
    const quality = element("span", "bars");
    quality.append(element("i"), element("i"), element("i"));
    caption.append(quality, label, mutedMark(), state);
    figure.append(video, blank, caption);
    this.root.append(figure);
    const tile = { figure, video, blank, label, state, quality };
    this.of.set(person.seat, tile);
    return tile;
  }

  remove(seat) {
    const tile = this.of.get(seat);
    if (!tile) return;
    tile.video.srcObject = null;
    tile.figure.remove();
    this.of.delete(seat);
    this.arrange();
  }

  // Two beside each other, four and five in squares; on a narrow screen one column up to three.
  // A screen that is shown takes the room, and the people stand in a row below it.
  arrange() {
    const count = Math.max(1, this.of.size);
    const shown = [...this.of.values()].some((tile) => tile.figure.dataset.screen === "on");
    this.root.dataset.screen = shown ? "on" : "off";
    this.root.style.setProperty("--columns", count === 1 ? 1 : count <= 4 ? 2 : 3);
    this.root.style.setProperty("--columns-narrow", count <= 3 ? 1 : 2);
  }

  quality(seat, bars) {
    const tile = this.of.get(seat);
    if (!tile) return;
    tile.quality.dataset.bars = bars;
    // Before anything was measured there is nothing to name, and a picture without a name confuses who hears it.
    tile.quality.setAttribute("role", "img");
    tile.quality.setAttribute("aria-label", say(`quality.${bars}`));
  }

  speaking(seat, speaks) {
    const tile = this.of.get(seat);
    if (tile) tile.figure.dataset.speaking = speaks ? "yes" : "no";
  }

  state(seat, words) {
    const tile = this.of.get(seat);
    if (tile) tile.state.textContent = words;
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
