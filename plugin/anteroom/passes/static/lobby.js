// The lobby: shows the device's own hour where it is another, checks devices when asked, and opens when the doors do.
import { checkDevices } from "/static/rooms/devices.js";
import { checkWays } from "/static/passes/ways.js";

const main = document.getElementById("main");
const seat = main.dataset.seat;
const EVERY = 4000;
let ways = null;
const WHILE_WAITING = 1500;

// What follows the interview without a new page, so that a camera under check stays on.
const FOLLOWS = ["facts", "door", "details", "gate"];

function showHere() {
  const when = document.getElementById("when");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const here = spanOf(new Date(when.dateTime), new Date(when.dataset.end));
  if (!zone || here === when.textContent) return;
  const line = document.getElementById("here");
  line.textContent = `${line.dataset.says} ${here}, ${zone.split("/").pop().replaceAll("_", " ")}`;
  line.hidden = false;
}

function spanOf(start, end) {
  const day = (date) => {
    const parts = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, { weekday: "short", day: "numeric", month: "short" }).formatToParts(date);
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
    if (answer.status === 404) gone();
    else if (answer.ok) await see(await answer.json());
  } catch {
    // The network is away; the next look tries again.
  }
}

// Whoever knocked goes in as soon as nothing stands in the way any more.
async function see(told) {
  if (main.dataset.waits === "yes" && told.way === "in" && told.doors_open) await follow(), document.getElementById("go")?.requestSubmit();
  else if (String(told.revision) !== main.dataset.revision || told.mark !== main.dataset.mark) await follow();
}

// The seat is open elsewhere, or its pass is: the answer is the same as for all that is not open.
function gone() {
  clearInterval(timer);
  main.replaceChildren(document.getElementById("gone").content);
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
    if (!old && !renewed) continue;
    if (!old || !renewed) {
      location.reload();
      return;
    }
    if (old.innerHTML !== renewed.innerHTML) old.replaceChildren(...renewed.childNodes);
  }
  main.dataset.revision = now.revision;
  main.dataset.mark = now.mark;
  main.dataset.waits = now.waits;
  showHere();
}

document.getElementById("device-check")?.addEventListener("click", async () => {
  ways ??= checkWays(seat);
  const found = await checkDevices();
  document.getElementById("level").hidden = !found.microphone;
  await fetch(`/lobby/${seat}/checked`, { method: "POST" });
});

showHere();
const timer = main.dataset.over === "no" ? setInterval(look, main.dataset.waits === "yes" ? WHILE_WAITING : EVERY) : 0;
