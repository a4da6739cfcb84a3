// The lists of microphones, cameras and loudspeakers, in the lobby and in the call: the same choice, kept.

import { choose, chosen } from "./kept.js";

const KINDS = { audioinput: "microphone", videoinput: "camera", audiooutput: "speaker" };
const at = (id) => document.getElementById(id);

// `words` is {usual, unnamed}; `inUse(name)` the id of the microphone or camera that is on; `picked(name, id)` hears
// of a choice, once it is kept.
export class Pickers {
  constructor({ words, inUse, picked }) {
    Object.assign(this, { words, inUse });
    for (const name of Object.values(KINDS)) {
      at(`choose-${name}`).addEventListener("change", () => {
        choose(name, at(`choose-${name}`).value);
        picked(name, at(`choose-${name}`).value);
      });
    }
  }

  // Browsers name devices only to pages that may use one: a kind of which none is named is not offered.
  async list() {
    const found = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    for (const [kind, name] of Object.entries(KINDS)) {
      const those = found.filter((device) => device.kind === kind && device.deviceId && device.deviceId !== "default");
      const select = at(`choose-${name}`);
      const usual = option("", this.words.usual);
      select.replaceChildren(usual, ...those.map((device) => option(device.deviceId, device.label || this.words.unnamed)));
      const now = this.inUse(name) ?? chosen(name);
      select.value = those.some((device) => device.deviceId === now) ? now : "";
      select.closest(".field").hidden = those.length === 0;
    }
    return found.filter((device) => device.kind === "videoinput").length;
  }
}

function option(value, text) {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = text;
  return made;
}
