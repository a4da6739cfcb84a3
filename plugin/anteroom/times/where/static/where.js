// Asks whether the device's time zone is its reader's, where another one counts or none is known.
const form = document.getElementById("ask-zone");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

const clock = (timeZone) => new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "short", timeStyle: "short" }).format();

// Where both show the same hour there is nothing to ask, and nothing is asked again after "no".
if (form && here && !(form.dataset.zone && clock(here) === clock(form.dataset.zone)) && sessionStorage.getItem("zone-asked") !== here) {
  const city = here.split("/").pop().replaceAll("_", " ");
  form.querySelector("bdi").textContent = form.dataset.question.replaceAll("{zone}", here).replaceAll("{city}", city);
  form.elements.zone.value = here;
  form.hidden = false;
  document.getElementById("unknown-zone")?.remove();
  form.querySelector("a")?.addEventListener("click", () => sessionStorage.setItem("zone-asked", here));
}
