// What one chooses for oneself: devices, layout, speech only, sounds, a small window.

import { choose, chosen } from "./kept.js";
import { onOpen } from "./panels.js";
import { play } from "./sounds.js";
import { element } from "./tiles.js";
import { say } from "./words.js";

const KINDS = { audioinput: "microphone", videoinput: "camera", audiooutput: "speaker" };
const at = (id) => document.getElementById(id);

export class Choices {
  // `media` is one's own; `tiles` the others'; `pictures(on)` asks them for pictures, or for speech only.
  constructor({ media, tiles, pictures }) {
    Object.assign(this, { media, tiles, pictures });
    tiles.setSink(chosen("speaker"));
    tiles.layout = chosen("layout", "grid");
    at("choose-layout").value = tiles.layout;
    at("choose-sounds").checked = chosen("sounds") === "yes";
    at("choose-microphone").addEventListener("change", () => media.use("audio", at("choose-microphone").value));
    at("choose-camera").addEventListener("change", () => media.use("video", at("choose-camera").value));
    at("choose-speaker").addEventListener("change", () => {
      choose("speaker", at("choose-speaker").value);
      tiles.setSink(at("choose-speaker").value);
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

  // Browsers name devices only to pages that may use one.
  async list() {
    const found = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    for (const [kind, name] of Object.entries(KINDS)) {
      const those = found.filter((device) => device.kind === kind && device.deviceId && device.deviceId !== "default");
      const select = at(`choose-${name}`);
      select.replaceChildren(
        option("", say("choices.usual")),
        ...those.map((device) => option(device.deviceId, device.label || say("choices.unnamed"))),
      );
      const now = kind === "audiooutput" ? chosen("speaker") : (this.inUse(kind) ?? chosen(name));
      select.value = those.some((device) => device.deviceId === now) ? now : "";
      select.closest(".field").hidden = those.length === 0;
    }
    const cameras = found.filter((device) => device.kind === "videoinput");
    at("turn-camera").hidden = cameras.length < 2 || !matchMedia("(pointer: coarse)").matches;
  }

  inUse(kind) {
    return this.media.devices[kind === "audioinput" ? "audio" : "video"]?.getSettings().deviceId;
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

function option(value, text) {
  const made = element("option");
  made.value = value;
  made.textContent = text;
  return made;
}
