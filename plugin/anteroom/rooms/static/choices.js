// What one chooses for oneself: devices, layout, speech only, sounds, a small window.

import { choose, chosen } from "./kept.js";
import { onOpen } from "./panels.js";
import { Pickers } from "./pickers.js";
import { play } from "./sounds.js";
import { say } from "./words.js";

const at = (id) => document.getElementById(id);

export class Choices {
  // `media` is one's own; `tiles` the others'; `pictures(on)` asks them for pictures, or for speech only.
  constructor({ media, tiles, pictures }) {
    Object.assign(this, { media, tiles, pictures });
    tiles.setSink(chosen("speaker"));
    tiles.layout = chosen("layout", "grid");
    at("choose-layout").value = tiles.layout;
    at("choose-sounds").checked = chosen("sounds") === "yes";
    this.pickers = new Pickers({
      words: { usual: say("choices.usual"), unnamed: say("choices.unnamed") },
      inUse: (name) => this.inUse(name),
      picked: (name, id) => (name === "speaker" ? tiles.setSink(id) : media.use(name === "camera" ? "video" : "audio")),
    });
    at("try-speaker").addEventListener("click", () => play("test"));
    at("choose-layout").addEventListener("change", () => this.lay(at("choose-layout").value));
    at("choose-sounds").addEventListener("change", () => choose("sounds", at("choose-sounds").checked ? "yes" : ""));
    at("choose-speech").addEventListener("change", () => this.pictures(!at("choose-speech").checked));
    at("turn-camera").addEventListener("click", () => media.turn());
    at("small-window").addEventListener("click", () => this.shrink());
    at("small-window").hidden = !document.pictureInPictureEnabled;
    at("whole-screen").addEventListener("click", wholeScreen);
    at("whole-screen").hidden = !document.fullscreenEnabled;
    onOpen("more", () => {
      this.list();
      at("more").querySelector("h2").focus();
    });
    navigator.mediaDevices?.addEventListener?.("devicechange", () => {
      media.recover();
      this.list();
    });
  }

  lay(layout) {
    choose("layout", layout);
    this.tiles.layout = layout;
    this.tiles.arrange();
  }

  async list() {
    const cameras = await this.pickers.list();
    at("turn-camera").hidden = cameras < 2 || !matchMedia("(pointer: coarse)").matches;
  }

  inUse(name) {
    if (name === "speaker") return undefined;
    return this.media.devices[name === "camera" ? "video" : "audio"]?.getSettings().deviceId;
  }

  // The picture in the middle, or the first one, in a small window above everything else.
  async shrink() {
    if (document.pictureInPictureElement) return document.exitPictureInPicture();
    const tile = this.tiles.of.get(this.tiles.middle()) ?? [...this.tiles.of.values()].find((each) => each.figure.dataset.camera === "on");
    try {
      await tile?.video.requestPictureInPicture();
    } catch {
      // Nothing to be seen yet: there is no picture to make small.
    }
    return undefined;
  }
}

export function wholeScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => undefined);
}
