// The session: in this module's memory, in no cookie and no storage. It is renewed before it ends.
import { NoToken, token } from "/static/embeds/page.js";

const EARLIER = 60000;
const main = document.getElementById("main");
let held = main.dataset.session;
let until = held ? Infinity : 0;
let coming = null;
delete main.dataset.session;

export class Refused extends Error {
  refused = true;
}

// Fetch something of ours as this viewer; where the session is over, with the next one.
export async function ask(path, init = {}) {
  const answer = await send(path, init);
  if (answer.status !== 401) return answer;
  [held, until] = ["", 0];
  return send(path, init);
}

// The session as it stands, for the one form that leads out of the frame.
export const standing = () => held;

async function send(path, init) {
  const session = await current();
  const headers = { ...init.headers, Authorization: `Embed ${session}` };
  return fetch(path, { ...init, headers, cache: "no-store", credentials: "omit", redirect: "error" });
}

function current() {
  if (held && Date.now() < until) return held;
  coming ??= begin().finally(() => { coming = null; });
  return coming;
}

async function begin() {
  // A token may have waited too long in a page that was asleep: then the page is asked for another one, once.
  const answer = (await exchange()) ?? (await exchange());
  if (!answer) throw new Refused();
  held = answer.session;
  until = Date.now() + answer.seconds * 1000 - EARLIER;
  return held;
}

async function exchange() {
  const [, , kind, id] = location.pathname.split("/");
  if (kind !== "interview" && kind !== "proposal") throw new NoToken();
  const body = JSON.stringify({ viewer: await token(), [kind]: decodeURIComponent(id) });
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch("/embed/session", { method: "POST", body, headers, credentials: "omit" });
  if (answer.ok) return answer.json();
  if (answer.status === 403 || answer.status === 404) return null;
  throw new TypeError(String(answer.status));
}
