// What stands in the frame: fragments of HTML from our own server, fetched with the session. Forms are sent and
// links with data-go followed in place; what the server answers takes the fragment's place.
import { follow } from "/static/embeds/live.js";
import { NoToken, tellSize, whenDressed } from "/static/embeds/page.js";
import { Refused, ask, standing } from "/static/embeds/session.js";
import { wear } from "/static/embeds/theme.js";

const main = document.getElementById("main");
const said = document.getElementById("said");
const words = (id) => document.getElementById(id).innerHTML.trim();
let busy = false;
let typed = false;
let following = false;

whenDressed(wear);

// Show what a path answers. `typing` is what was in the form that asked: where it was refused, it stands there again.
async function show(path, init = {}, { quiet = false, typing = null } = {}) {
  busy = true;
  main.setAttribute("aria-busy", "true");
  try {
    const answer = await ask(path, init);
    if (answer.headers.get("X-Fragment") !== "yes") return stand(answer.status === 401 ? "no-token" : answer.status < 500 ? "refused" : "offline");
    put(await answer.text(), quiet);
    if (answer.status < 400) typed = false;
    else if (typing) putBack(typing);
    if (!following) {
      following = true;
      follow(ask, hear, gone);
    }
  } catch (error) {
    if (error instanceof NoToken) stand("no-token");
    else if (error instanceof Refused) stand("refused");
    else if (main.querySelector("[data-offline]")) settle();
    else stand("offline");
  } finally {
    busy = false;
    main.setAttribute("aria-busy", "false");
    tellSize();
  }
}

function put(html, quiet) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  const [focus, card] = [document.activeElement?.id, document.activeElement?.closest?.("[data-interview]")?.id];
  for (const each of quiet ? main.querySelectorAll("details[open][id]") : []) {
    fresh.querySelector(`#${CSS.escape(each.id)}`)?.setAttribute("open", "");
  }
  main.replaceChildren(...fresh.childNodes);
  here();
  if (quiet) {
    // Where it stood may be gone, a button that was pressed elsewhere: then at the card that it stood on.
    const again = (focus && document.getElementById(focus)) || (card && document.getElementById(card));
    if (again && again.id === card) again.tabIndex = -1;
    again?.focus({ preventScroll: true });
    return;
  }
  main.querySelector("[data-focus]")?.focus({ preventScroll: true });
}

// The server says nothing back that was typed; it never left these fields for anybody else.
function putBack({ action, data }) {
  for (const form of main.querySelectorAll("form")) {
    if (form.getAttribute("action") !== action) continue;
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "submit") continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = data.getAll(field.name).includes(field.value);
      else if (data.has(field.name)) field.value = data.get(field.name);
    }
  }
}

// One of the few sentences that need no answer of the server's; what was typed stays below it.
function stand(id) {
  const note = document.getElementById(id).content.cloneNode(true);
  if (typed || main.querySelector("[data-live]")) {
    main.querySelector("[data-offline]")?.remove();
    const box = document.createElement("div");
    box.dataset.offline = id;
    box.setAttribute("role", "alert");
    box.append(note);
    main.prepend(box);
    settle();
  } else main.replaceChildren(note);
}

function settle() {
  for (const each of main.querySelectorAll("button[data-busy]")) {
    each.disabled = false;
    each.textContent = each.dataset.busy;
    delete each.dataset.busy;
  }
}

// The hour on this device, where it is another one than the hour that is written.
function here() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const line of main.querySelectorAll("[data-here]")) {
    const start = new Date(line.dataset.here);
    const hour = `${String(start.getHours()).padStart(2, "0")}:${String(start.getMinutes()).padStart(2, "0")}`;
    if (!zone || line.dataset.hour === hour) continue;
    const { lang } = line.closest("[lang]");
    const day = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { weekday: "short", day: "numeric", month: "short" }).format(start);
    line.textContent = `${line.dataset.says} ${day}, ${hour} (${zone.split("/").pop().replaceAll("_", " ")})`;
    line.hidden = false;
  }
}

// What stands here is not open to this viewer any more, as after a removal: it goes.
function gone() {
  main.replaceChildren(document.getElementById("refused").content.cloneNode(true));
  tellSize();
}

function hear(news) {
  const live = main.querySelector("[data-live]");
  if (!live || busy) return;
  // An interview that is not shown here yet changes the proposal's own mark.
  const stale = Object.entries(news).some(([id, now]) => {
    const shown = id === "proposal" ? live.dataset.mark : main.querySelector(`[data-interview="${CSS.escape(id)}"]`)?.dataset.revision;
    return shown !== undefined && shown !== String(now);
  });
  if (!stale) return;
  if (typed) {
    if (!main.querySelector(".changed")) main.prepend(document.getElementById("changed").content.cloneNode(true)), tellSize();
    said.textContent = words("changed").replace(/<button.*<\/button>/s, "").replace(/<[^>]*>/g, "");
    return;
  }
  const open = live.dataset.live;
  show(open, {}, { quiet: true }).then(() => { said.textContent = words("updated"); });
}

main.addEventListener("input", () => { typed = true; });

main.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.target === "_blank") {
    // Out of the frame, to a page of its own: there the session proves once more who comes.
    form.elements.session.value = standing();
    setTimeout(() => { form.elements.session.value = ""; });
    return;
  }
  event.preventDefault();
  const to = new URL(form.action);
  if (busy || to.origin !== location.origin || !to.pathname.startsWith("/embed/")) return;
  const data = new FormData(form);
  const button = event.submitter;
  if (button?.name) data.append(button.name, button.value);
  if (button) {
    button.dataset.busy = button.textContent;
    button.textContent = words("busy");
    button.disabled = true;
  }
  const fields = new URLSearchParams(data);
  if (form.method === "get") show(`${to.pathname}?${fields}`);
  else show(to.pathname, { method: "POST", body: fields }, { typing: { action: form.getAttribute("action"), data } });
});

main.addEventListener("click", (event) => {
  const link = event.target.closest("[data-go]");
  if (link) {
    event.preventDefault();
    if (link.dataset.go.startsWith("/embed/") && !busy) show(link.dataset.go);
  } else if (event.target.closest("[data-retry]")) {
    show(main.querySelector("[data-live]")?.dataset.live ?? main.dataset.start);
  } else if (event.target.closest("[data-show]")) {
    typed = false;
    show(main.querySelector("[data-live]").dataset.live);
  } else if (event.target.closest("[data-copy]")) {
    copy(event.target.closest("[data-copy]"));
  } else if (event.target.closest("[data-close]")) {
    const open = event.target.closest("details");
    open.open = false;
    open.querySelector("summary").focus();
  }
});

// By selecting it, which a frame may do without being allowed the clipboard; at worst it is left selected.
function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.focus();
  field.select();
  if (!document.execCommand("copy")) return;
  button.focus();
  said.textContent = button.dataset.copied;
  button.textContent = button.dataset.copied;
}

main.addEventListener("toggle", tellSize, true);

// `#next`: without the cards, which the page around us shows each where it was posted.
if (location.hash === "#next") main.dataset.start = "/embed/next";
show(main.dataset.start);
