// Keeps the part called #live fresh: told of a change, it fetches the page again and takes over that part.
const live = () => document.querySelector("#live");
let waiting = false;

// Nothing is replaced under the hands of somebody who is filling in a form.
const inUse = () => {
  const active = document.activeElement;
  return Boolean(active && live()?.contains(active) && active.matches("input, select, textarea"));
};

const atEnd = () => window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 80;

// To the end, but never past the beginning of what stands last: a card says its state and time at its top.
function toNewest() {
  window.scrollTo(0, document.documentElement.scrollHeight);
  const newest = document.querySelector(".thread > :last-child");
  const head = document.querySelector(".bar")?.getBoundingClientRect().bottom ?? 0;
  const hidden = head + 12 - (newest?.getBoundingClientRect().top ?? Infinity);
  if (hidden > 0) window.scrollBy(0, -hidden);
}

async function refresh() {
  if (!live()) return;
  if (inUse()) { waiting = true; return; }
  waiting = false;
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#live");
  if (!fresh || fresh.innerHTML === live().innerHTML) return;
  const follow = atEnd();
  for (const open of live().querySelectorAll("details[open][id]")) {
    fresh.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
  }
  live().replaceWith(fresh);
  if (follow) toNewest();
}

document.addEventListener("focusout", () => setTimeout(() => waiting && refresh()));
new EventSource("/events").addEventListener("message", refresh);
if (document.querySelector(".thread")) toNewest();
