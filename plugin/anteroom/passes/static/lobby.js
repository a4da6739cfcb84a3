// The lobby: shows the reader's own hour, checks devices when asked, and opens when the doors do.
import { checkDevices } from "/static/rooms/devices.js";

const main = document.getElementById("main");
const seat = main.dataset.seat;
const EVERY = 4000;

const here = document.getElementById("here");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (here && zone) {
  const start = new Date(here.dataset.start);
  const time = new Intl.DateTimeFormat(document.documentElement.lang, {
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hour12: false, timeZoneName: "short",
  });
  here.textContent = `On this device: ${time.format(start)} (${zone.split("/").pop().replaceAll("_", " ")})`;
  here.hidden = false;
}

document.getElementById("device-check")?.addEventListener("click", () => checkDevices());

async function look() {
  try {
    const answer = await fetch(`/lobby/${seat}/state`);
    if (!answer.ok || changed(await answer.json())) location.reload();
  } catch {
    // The network is away; the next look tries again.
  }
}

function changed(now) {
  return now.state !== main.dataset.state || now.doors_open !== (main.dataset.open === "yes");
}

if (main.dataset.state !== "held") setInterval(look, EVERY);
