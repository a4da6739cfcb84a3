// Switching a person changes that pane only; the address bar keeps the choice for a reload.
for (const choice of document.querySelectorAll("select[data-frame]")) {
  choice.addEventListener("change", () => {
    const path = choice.selectedOptions[0].dataset.path;
    document.getElementById(choice.dataset.frame).src = choice.dataset.base + path;
    const address = new URL(location.href);
    address.searchParams.set(choice.name, choice.value);
    history.replaceState(null, "", address);
    for (const other of document.querySelectorAll(`input[type=hidden][name="${choice.name}"]`)) {
      other.value = choice.value;
    }
    const jump = document.querySelector(".clock form");
    if (jump) jump.action = `/clock${address.search}`;
  });
}

async function tick() {
  const answer = await fetch("/clock").catch(() => null);
  if (!answer?.ok) return;
  const clock = await answer.json();
  document.getElementById("now").textContent = clock.now;
  document.getElementById("zone").textContent = clock.zone;
  const jump = document.getElementById("jump");
  if (jump) {
    jump.disabled = !clock.target;
    jump.title = clock.target ? `To ${clock.target}, ${clock.zone}` : "No interview lies ahead";
  }
}

// Travelling leaves the panes as they are: a new page would forget which thread is open.
document.querySelector(".clock form")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  await fetch(event.target.action, { method: "POST", body: new URLSearchParams(new FormData(event.target, event.submitter)) });
  await tick();
});

setInterval(tick, 3000);
tick();
