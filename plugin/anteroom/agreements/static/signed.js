// Takes the end of a copy's link out of the address bar, and exchanges it for a cookie.
const copy = location.hash.slice(1);
history.replaceState(null, "", location.pathname);

try {
  const answer = await fetch("/signed", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ copy }),
  });
  if (answer.ok) location.replace((await answer.json()).copy);
  else document.getElementById("closed").hidden = false;
} catch {
  document.getElementById("retry").hidden = false;
}
document.getElementById("waiting").hidden = true;
