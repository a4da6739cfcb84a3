// Takes the pass out of the address bar before anything else can see it, and exchanges it for a cookie.
const pass = location.hash.slice(1);
history.replaceState(null, "", location.pathname);

const EVERY = 3000;
const PARTS = ["waiting", "closed", "elsewhere", "live", "asked", "queued", "retry"];

function show(part) {
  for (const each of PARTS) document.getElementById(each).hidden = each !== part;
}

async function exchange(move = false) {
  if (!move) show("waiting");
  try {
    const answer = await fetch("/i", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(move ? { pass, move } : { pass }),
    });
    if (!answer.ok) {
      show("closed");
      return;
    }
    const told = await answer.json();
    if (told.lobby) {
      location.replace(told.lobby);
      return;
    }
    show(told.elsewhere);
    // Only the host can say yes; asking once more changes nothing until then. Who is queued asks when its turn comes.
    if (told.elsewhere === "asked" || told.elsewhere === "queued") setTimeout(() => exchange(true), EVERY);
  } catch {
    show("retry");
  }
}

for (const button of document.querySelectorAll("[data-move]")) button.addEventListener("click", () => exchange(true));
document.querySelector("[data-again]").addEventListener("click", () => exchange());
exchange();
