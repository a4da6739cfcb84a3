// The element asks for a viewer token when it needs one; the server makes it for who is signed in.
const who = document.querySelector("main").dataset.member;
document.addEventListener("token-needed", (event) =>
  event.detail.use(fetch(`/token?as=${who}`).then((answer) => answer.text())),
);
