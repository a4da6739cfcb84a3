// Waits until the host has decided.
const EVERY = 3000;

if (document.getElementById("main").dataset.state === "asked") setTimeout(() => location.reload(), EVERY);
