// Keeps the pane up to date and sends its forms without leaving the page. Everything works without it.
const base = document.body.dataset.base;
const touched = new Map(); // field name -> what was typed since the dialog opened
const asked = new Set(); // menus whose first choices were asked for since the dialog opened
let openView = "";

function values(form, name) {
  return new FormData(form).getAll(name);
}

function restore(dialog) {
  for (const [name, typed] of touched) {
    for (const field of dialog.querySelectorAll("input, textarea, select")) {
      if (field.name !== name) continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = typed.includes(field.value);
      else field.value = typed[0] ?? "";
    }
  }
}

function raise(part) {
  const dialog = part.querySelector("dialog");
  if (!dialog) {
    openView = "";
    touched.clear();
    return;
  }
  const fresh = dialog.dataset.view !== openView;
  if (fresh) {
    touched.clear();
    asked.clear();
  }
  openView = dialog.dataset.view;
  restore(dialog);
  dialog.removeAttribute("open");
  dialog.showModal();
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    send(dialog.dataset.close, new FormData(dialog.querySelector("form")));
  });
  dialog.querySelector("[aria-invalid]")?.focus();
  // Slack asks for the first choices of a menu that needs no typing; a form may get one when it is filled.
  for (const menu of dialog.querySelectorAll('[data-least="0"]')) {
    if (asked.has(menu.name)) continue;
    asked.add(menu.name);
    suggest(menu);
  }
}

const complaints = (part) => Array.from(part.querySelectorAll(".slack-error"), (each) => each.textContent).join();

async function refresh() {
  const answer = await fetch(`${base}/fragment${location.search}`);
  if (!answer.ok) return;
  const fresh = document.createElement("template");
  fresh.innerHTML = await answer.text();
  for (const part of fresh.content.querySelectorAll("[data-part]")) {
    const old = document.querySelector(`[data-part="${part.dataset.part}"]`);
    if (old.dataset.mark === part.dataset.mark) continue;
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const path = focused && (focused.id ? `#${CSS.escape(focused.id)}` : focused.name ? `[name="${CSS.escape(focused.name)}"]` : "");
    old.replaceWith(part);
    if (part.dataset.part === "modal") raise(part);
    // A new complaint keeps the focus: the field that it is about may be out of sight.
    if (path && ["", complaints(old)].includes(complaints(part))) part.querySelector(path)?.focus();
    if (part.dataset.part === "conversation") part.querySelector(".slack-log > :last-child")?.scrollIntoView({ block: "nearest" });
  }
}

function tell(trouble) {
  document.querySelector(".slack-notice")?.remove();
  if (!trouble) return;
  const notice = document.createElement("p");
  notice.className = "slack-notice";
  notice.setAttribute("role", "alert");
  notice.textContent = trouble;
  (document.querySelector("dialog[open]") ?? document.body).append(notice);
}

async function send(address, data) {
  document.body.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { method: "POST", headers: { "X-Pane": "1" }, body: new URLSearchParams(data) });
    tell(answer.ok ? "" : await answer.text());
  } finally {
    document.body.removeAttribute("aria-busy");
  }
  await refresh();
}

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  const address = submitter?.getAttribute("formaction") ?? form.getAttribute("action");
  if (address.endsWith("/home")) return; // leads to another address
  event.preventDefault();
  const data = new FormData(form, submitter);
  if (form.classList.contains("slack-composer")) form.elements.text.value = "";
  send(address, data);
});

document.addEventListener("input", ({ target }) => {
  if (target.form && target.name?.startsWith("v/")) touched.set(target.name, values(target.form, target.name));
});

function suggest(search) {
  const data = new FormData(search.form);
  data.set("suggest", search.dataset.suggest);
  return send(`${base}/suggest`, data);
}

let pause;
document.addEventListener("input", ({ target }) => {
  if (!target.dataset.suggest) return;
  touched.set(target.name, [target.value]);
  clearTimeout(pause);
  pause = setTimeout(() => suggest(target), 250);
});

document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[data-act]");
  if (!link) return;
  const data = new FormData(link.closest("form"));
  data.set("act", link.dataset.act);
  send(`${base}/click`, data);
});

const modal = document.querySelector('[data-part="modal"]');
if (modal) raise(modal);
document.querySelector(".slack-log > :last-child")?.scrollIntoView({ block: "nearest" });
new EventSource(`${base}/events`).addEventListener("message", refresh);
