// The part of the lobby's device check that looks at the network. Puts its own line below #device-status.
import { relayReachable } from "/static/rooms/reach.js";

// Say whether a call gets through from here; with a way that stutters, or none, what to do.
export async function checkWays(seat) {
  const answer = await fetch(`/lobby/${seat}/relay`, { method: "POST" });
  if (!answer.ok) return null;
  const { relay, words, language } = await answer.json();
  const line = lineOf(language);
  line.className = "quiet";
  line.textContent = words.asking;
  const found = await relayReachable(relay);
  const way = ["udp", "tcp", "tls"].find((each) => found[each]) ?? "none";
  line.textContent = words[way];
  if (way === "none") line.className = "notice notice-bad";
  return found;
}

function lineOf(language) {
  const known = document.getElementById("way-status");
  if (known) return known;
  const line = document.createElement("p");
  line.id = "way-status";
  line.lang = language;
  line.setAttribute("role", "status");
  document.getElementById("device-status").after(line);
  return line;
}
