// The page around the frame: it gives viewer tokens and the theme, and is told the height and the title.

const WAIT = 15000;
let port = null;
let waiting = [];
let dressed = () => {};

export class NoToken extends Error {}

const framed = window.parent !== window;

if (framed) {
  addEventListener("message", (event) => {
    // Only the page that frames us, and frame-ancestors says which may.
    if (event.source !== window.parent || event.data?.anteroom !== "connect" || event.ports.length !== 1) return;
    port?.close();
    [port] = event.ports;
    port.onmessage = ({ data }) => hear(data);
    if (waiting.length) port.postMessage({ kind: "token-needed" });
    tellSize();
  });
  new ResizeObserver(tellSize).observe(document.documentElement);
}

function hear(said) {
  if (said?.kind === "token" && typeof said.token === "string") {
    for (const each of waiting.splice(0)) each(said.token);
  } else if (said?.kind === "theme") {
    const names = dressed(said.theme ?? {}, said.scheme);
    if (names.length) port.postMessage({ kind: "theme-refused", names });
  }
}

export function whenDressed(wear) {
  dressed = wear;
}

// Ask the page for a viewer token; NoToken where none comes.
export function token() {
  if (!framed) return Promise.reject(new NoToken());
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      waiting = waiting.filter((each) => each !== take);
      reject(new NoToken());
    }, WAIT);
    const take = (given) => {
      clearTimeout(timer);
      resolve(given);
    };
    waiting.push(take);
    port?.postMessage({ kind: "token-needed" });
  });
}

export function tellSize() {
  port?.postMessage({ kind: "height", pixels: document.documentElement.getBoundingClientRect().height });
  port?.postMessage({ kind: "title", title: document.title });
}
