// How one wants to come in, chosen before the call and kept for the next ones: muted, without a picture, both.

import { choose, chosen } from "./kept.js";

for (const name of ["begin-muted", "begin-dark"]) {
  const tick = document.getElementById(name);
  tick.checked = chosen(name) === "yes";
  tick.addEventListener("change", () => choose(name, tick.checked ? "yes" : ""));
}
