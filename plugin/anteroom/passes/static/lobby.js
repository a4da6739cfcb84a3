// The lobby: shows the device's own hour where it is another, checks devices when asked, and opens when the doors do.
import { checkDevices } from "/static/rooms/devices.js";

const main = document.getElementById("main");
const seat = main.dataset.seat;
const EVERY = 4000;

// What follows the interview without a new page, so that a camera under check stays on.
const FOLLOWS = ["facts", "door", "details"];

function showHere() {
  const when = document.getElementById("when");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const here = spanOf(new Date(when.dateTime), new Date(when.dataset.end));
  if (!zone || here === when.textContent) return;
  const line = document.getElementById("here");
  line.textContent = `On this device: ${here}, ${zone.split("/").pop().replaceAll("_", " ")}`;
  line.hidden = false;
}

function spanOf(start, end) {
  const day = (date) => {
    const parts = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" }).formatToParts(date);
    const part = (type) => parts.find((each) => each.type === type).value;
    return `${part("weekday")} ${part("day")} ${part("month").slice(0, 3)}`;
  };
  const hour = (date) => `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
  const last = day(start) === day(end) ? hour(end) : `${day(end)}, ${hour(end)}`;
  return `${day(start)}, ${hour(start)}–${last}`;
}

async function look() {
  try {
    const answer = await fetch(`/lobby/${seat}/state`);
    if (answer.status === 404) location.reload();
    else if (answer.ok && String((await answer.json()).revision) !== main.dataset.revision) await follow();
  } catch {
    // The network is away; the next look tries again.
  }
}

async function follow() {
  const answer = await fetch(`/lobby/${seat}`);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = fresh.getElementById("main").dataset;
  // Another place needs another page: what its form may lead to stands in the headers of this one.
  if (now.over !== main.dataset.over || now.place !== main.dataset.place) {
    location.reload();
    return;
  }
  for (const id of FOLLOWS) {
    const [old, renewed] = [document.getElementById(id), fresh.getElementById(id)];
    if (old.innerHTML !== renewed.innerHTML) old.replaceChildren(...renewed.childNodes);
  }
  main.dataset.revision = now.revision;
  showHere();
}

document.getElementById("device-check")?.addEventListener("click", async () => {
  const found = await checkDevices();
  document.getElementById("level").hidden = !found.microphone;
});

showHere();
if (main.dataset.over === "no") setInterval(look, EVERY);
