// What one chose for this browser's calls. Where nothing can be kept, it counts for this call alone.

const PREFIX = "anteroom.call.";
const held = new Map();

export function chosen(name, otherwise = "") {
  try {
    return localStorage.getItem(PREFIX + name) ?? held.get(name) ?? otherwise;
  } catch {
    return held.get(name) ?? otherwise;
  }
}

export function choose(name, value) {
  held.set(name, value);
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Private windows may refuse; what is held above is enough for now.
  }
}
