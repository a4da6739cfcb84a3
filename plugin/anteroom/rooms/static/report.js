// Leave, block and report: the short form. Whoever sends it is out at once; the others see somebody leave, and no more.

const at = (id) => document.getElementById(id);

// `leave()` leaves the call. The report goes the same way whatever becomes of the call.
export function offerReport(path, leave, told) {
  at("report-open").addEventListener("click", () => at("report-sheet").showModal());
  at("report-form").addEventListener("submit", (event) => {
    if (event.submitter?.value === "stay") return;
    const fields = new URLSearchParams(new FormData(at("report-form")));
    at("report-sheet").close();
    leave();
    send(path, fields).then(told);
  });
}

// Sent once more where the connection broke; `key` in the form makes it one report all the same.
async function send(path, fields, tries = 3) {
  try {
    const answer = await fetch(path, { method: "POST", body: fields, keepalive: true });
    if (answer.ok) return await answer.json();
    if (answer.status < 500) return null;
  } catch {
    // Below it is tried again.
  }
  if (tries <= 1) return null;
  await new Promise((wait) => setTimeout(wait, 1500));
  return send(path, fields, tries - 1);
}
