// The panels beside the picture: people, chat, choices. One is open at a time; Escape closes it.

const PANELS = ["people", "chat", "more"];
const at = (id) => document.getElementById(id);
const opened = new Map();

// `then()` runs each time that panel is opened.
export function onOpen(name, then) {
  opened.set(name, then);
}

export function isOpen(name) {
  return !at(name).hidden;
}

export function toggle(name) {
  show(isOpen(name) ? null : name);
}

export function show(name) {
  for (const each of PANELS) {
    const button = at(`${each}-toggle`);
    // Whoever was in a panel that closes goes on from the button that opened it.
    if (each !== name && isOpen(each) && at(each).contains(document.activeElement)) button.focus();
    at(each).hidden = each !== name;
    button.setAttribute("aria-expanded", String(each === name));
  }
  if (name) opened.get(name)?.();
}

for (const name of PANELS) at(`${name}-toggle`).addEventListener("click", () => toggle(name));
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) show(null);
});
