// Takes the pass out of the address bar before anything else can see it, and exchanges it for a cookie.
const pass = location.hash.slice(1);
history.replaceState(null, "", location.pathname);

const waiting = document.getElementById("waiting");
const closed = document.getElementById("closed");
const retry = document.getElementById("retry");

async function exchange() {
  waiting.hidden = false;
  closed.hidden = true;
  retry.hidden = true;
  try {
    const answer = await fetch("/i", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ pass }),
    });
    if (answer.ok) {
      location.replace((await answer.json()).lobby);
      return;
    }
    closed.hidden = false;
  } catch {
    retry.hidden = false;
  }
  waiting.hidden = true;
}

retry.querySelector("button").addEventListener("click", exchange);
exchange();
