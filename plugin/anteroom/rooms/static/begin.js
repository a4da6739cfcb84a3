// How one wants to come in, chosen before the call and kept for the next ones: muted, without a picture, with which
// devices. The lobby's own script starts the check.

import { checked, checkDevices } from "./devices.js";
import { choose, chosen } from "./kept.js";
import { Pickers } from "./pickers.js";
import { play } from "./sounds.js";

const at = (id) => document.getElementById(id);
const card = at("devices");

for (const name of ["begin-muted", "begin-dark"]) {
  at(name).checked = chosen(name) === "yes";
  at(name).addEventListener("change", () => choose(name, at(name).checked ? "yes" : ""));
}

const pickers = new Pickers({
  words: card.dataset,
  inUse: () => undefined,
  picked: async (name) => {
    // What is being tried is tried anew with the other one.
    if (name === "speaker" || !checked()) return;
    await checkDevices();
    await checkDevices();
  },
});
pickers.list();
navigator.mediaDevices?.addEventListener?.("devicechange", () => pickers.list());
card.addEventListener("checked", () => pickers.list());
at("try-speaker").addEventListener("click", () => play("test"));
