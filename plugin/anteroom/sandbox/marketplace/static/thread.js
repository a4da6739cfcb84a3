// Harbourline's own part of an embed: asked who looks, it asks its server to vouch for whoever is signed in.
const { member } = document.querySelector("[data-member]").dataset;

async function vouch() {
  const answer = await fetch(`/pane/${member}/viewer`, { method: "POST" });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).token;
}

document.addEventListener("token-needed", (event) => event.detail.use(vouch()));
