// What the page tells in passing: aloud to who listens, as a note to who looks, as a banner while it lasts.

const at = (id) => document.getElementById(id);
const warnings = new Map();
let noting;

// For those who hear the page; nothing is to be seen of it.
export function announce(text) {
  const said = document.createElement("p");
  said.textContent = text;
  at("announcements").append(said);
  setTimeout(() => said.remove(), 5000);
}

// A status: read aloud by itself, seen by everybody for a while.
export function note(words) {
  clearTimeout(noting);
  at("device-note").textContent = words;
  at("device-note").hidden = words === "";
  if (words) noting = setTimeout(() => (at("device-note").hidden = true), 12_000);
}

// One banner; what is worst comes first. No text: that source has nothing to warn of any more.
export function warn(source, text) {
  if (text) warnings.set(source, text);
  else warnings.delete(source);
  const [worst] = [warnings.get("signal"), ...warnings.values()].filter(Boolean);
  if (at("banner").textContent !== (worst ?? "")) at("banner").textContent = worst ?? "";
  at("banner").hidden = !worst;
}
