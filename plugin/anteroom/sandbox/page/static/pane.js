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
  takeOver(live(), fresh);
  if (follow) toNewest();
}

// What holds a frame keeps its place and is not drawn anew: a frame that is moved loads itself again, and it
// follows by itself what it shows.
function takeOver(old, fresh) {
  const frames = [...fresh.querySelectorAll("[id]:has(> anteroom-interview)")];
  const kept = new Map(frames.map((each) => [each, old.querySelector(`#${CSS.escape(each.id)}`)]).filter(([, same]) => same));
  if (!kept.size) {
    old.replaceWith(fresh);
    return;
  }
  const same = (node) => kept.get(node) ?? [...kept].find(([from]) => node.contains?.(from) && node !== from)?.[1];
  merge(old, fresh, kept, same);
}

function merge(old, fresh, kept, same) {
  const staying = new Set(kept.values());
  const holds = (node) => [...staying].some((each) => node === each || node.contains?.(each));
  for (const each of [...old.childNodes]) if (!holds(each)) each.remove();
  let at = old.firstChild;
  for (const each of [...fresh.childNodes]) {
    const stays = same(each) && at && holds(at);
    if (!stays) {
      old.insertBefore(each, at);
      continue;
    }
    if (!staying.has(at)) merge(at, each, kept, same);
    at = at.nextSibling;
  }
}

document.addEventListener("focusout", () => setTimeout(() => waiting && refresh()));
new EventSource("/events").addEventListener("message", refresh);
if (document.querySelector(".thread")) toNewest();
