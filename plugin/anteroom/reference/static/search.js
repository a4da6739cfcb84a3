// Finds calls while one types; "/" leads to the field. Without this the page is whole, and the browser finds too.
const box = document.getElementById("search");
const field = document.getElementById("sought");
const found = document.getElementById("found");
const fold = document.getElementById("fold");
const calls = [...document.querySelectorAll(".call")];
const groups = [...document.querySelectorAll(".group")];
const links = new Map([...document.querySelectorAll("[data-call]")].map((each) => [each.dataset.call, each]));
const nouns = [...document.querySelectorAll(".nouns > li")];

function seek() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const call of calls) {
    const fits = words.every((word) => call.dataset.sought.includes(word));
    call.hidden = !fits;
    links.get(call.id).hidden = !fits;
    count += fits;
  }
  for (const group of groups) {
    group.hidden = words.length > 0 && !group.querySelector(".call:not([hidden])");
  }
  for (const noun of nouns) {
    const inside = noun.querySelectorAll("[data-call]");
    noun.hidden = words.length > 0 && ![...inside].some((each) => !each.hidden);
  }
  found.textContent = words.length ? (count === 1 ? "1 call" : `${count} calls`) : "";
}

box.hidden = false;
// On a narrow page the list would push the text away.
if (!matchMedia("(min-width: 64rem)").matches) fold.open = false;
field.addEventListener("input", seek);
field.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !field.value) return;
  event.preventDefault();
  field.value = "";
  seek();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select")) return;
  event.preventDefault();
  field.focus();
});
// A link to what is filtered away shows it again.
window.addEventListener("hashchange", () => {
  const aim = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (aim && aim.closest("[hidden]")) {
    field.value = "";
    seek();
    aim.scrollIntoView();
  }
});
