// <anteroom-interview interview="int_…" token="…"> or <anteroom-interview proposal="p-…" token="…">, with show="next"
// without the cards, for a page that has put each where it was posted.
//
// Shows an interview, or all of a proposal's, in a frame of Anteroom's. This file runs in the marketplace's page:
// it hands over viewer tokens, the theme and the height, and sees nothing of what the frame shows.
// Needs of the page's Content-Security-Policy: this file in script-src, Anteroom's origin in frame-src. Nothing inline.

const HOME = new URL(import.meta.url).origin;
const COLOURS_AND_LENGTHS = ["accent", "surface", "text", "radius", "font"];
const LONGEST_VALUE = 120;
const TALLEST = 20000;
const SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox";

export class AnteroomInterview extends HTMLElement {
  static observedAttributes = ["interview", "proposal", "token", "scheme", "origin", "show"];

  #frame = null;
  #port = null;
  #wanted = false;
  #watch = null;
  #media = null;
  #worn = "";

  // A fresh viewer token. It is used once: a page that can ask its server for more answers `token-needed`.
  set token(value) {
    this.setAttribute("token", value);
  }

  get token() {
    return this.getAttribute("token") ?? "";
  }

  connectedCallback() {
    this.#media = matchMedia("(prefers-color-scheme: dark)");
    this.#media.addEventListener("change", this.#dress);
    this.#watch = new MutationObserver(this.#dress);
    for (const each of [document.documentElement, document.body, this]) {
      this.#watch.observe(each, { attributes: true, attributeFilter: ["class", "style", "data-theme", "data-scheme"] });
    }
    this.#draw();
  }

  disconnectedCallback() {
    this.#media?.removeEventListener("change", this.#dress);
    this.#watch?.disconnect();
    this.#port?.close();
    this.#port = null;
    this.#frame?.remove();
    this.#frame = null;
  }

  attributeChangedCallback(name, before, now) {
    if (!this.#frame || before === now) return;
    if (name === "token") {
      if (now && this.#wanted) this.#hand(now);
    } else if (name === "scheme") this.#dress();
    else this.#draw();
  }

  get #home() {
    return this.getAttribute("origin") ? new URL(this.getAttribute("origin")).origin : HOME;
  }

  #draw() {
    const [kind, id] = this.hasAttribute("interview") ? ["interview", this.getAttribute("interview")] : ["proposal", this.getAttribute("proposal")];
    if (!id) return;
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", SANDBOX);
    frame.title = this.getAttribute("label") ?? "Interview";
    frame.referrerPolicy = "no-referrer";
    // Set by script, one by one: a strict style-src forbids a style attribute, and not this.
    Object.assign(frame.style, { display: "block", width: "100%", height: this.getAttribute("show") === "next" ? "0" : "14rem", border: "0", background: "transparent" });
    frame.addEventListener("load", () => this.#connect(frame));
    const part = this.getAttribute("show") === "next" ? "#next" : "";
    frame.src = `${this.#home}/embed/${kind}/${encodeURIComponent(id)}${part}`;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.replaceChildren(frame);
    this.#frame = frame;
    this.style.display = "block";
  }

  #connect(frame) {
    this.#port?.close();
    const channel = new MessageChannel();
    this.#port = channel.port1;
    this.#worn = "";
    this.#port.onmessage = ({ data }) => this.#hear(data);
    // To Anteroom's origin alone: whatever else stood in the frame would hear nothing.
    frame.contentWindow.postMessage({ anteroom: "connect" }, this.#home, [channel.port2]);
    this.#dress();
  }

  #hear(said) {
    if (said?.kind === "token-needed") this.#ask();
    else if (said?.kind === "height" && said.pixels >= 0) this.#frame.style.height = `${Math.min(Math.ceil(said.pixels), TALLEST)}px`;
    else if (said?.kind === "title" && !this.hasAttribute("label")) this.#frame.title = String(said.title).slice(0, LONGEST_VALUE);
    else if (said?.kind === "theme-refused") this.dispatchEvent(new CustomEvent("theme-refused", { detail: { names: said.names } }));
  }

  #ask() {
    this.#wanted = true;
    if (this.token) this.#hand(this.token);
    else this.dispatchEvent(new CustomEvent("token-needed", { bubbles: true, composed: true, detail: { use: (token) => this.#use(token) } }));
  }

  async #use(token) {
    try {
      const given = await token;
      if (typeof given === "string" && given) this.#hand(given);
    } catch {
      // The page could not get one; the frame says so after a while, and offers to try again.
    }
  }

  // A token is good once: it is forgotten as soon as it is handed over.
  #hand(token) {
    this.#wanted = false;
    this.#port?.postMessage({ kind: "token", token });
    this.removeAttribute("token");
  }

  #dress = () => {
    if (!this.#port) return;
    const style = getComputedStyle(this);
    const theme = {};
    for (const name of COLOURS_AND_LENGTHS) {
      const value = style.getPropertyValue(`--anteroom-${name}`).trim();
      if (value && value.length <= LONGEST_VALUE) theme[name] = value;
    }
    const scheme = this.#scheme(style.colorScheme ?? "");
    const worn = JSON.stringify([theme, scheme]);
    if (worn === this.#worn) return;
    this.#worn = worn;
    this.#frame.style.colorScheme = scheme;
    this.#port.postMessage({ kind: "theme", theme, scheme });
  };

  // As the page around it: a page that says nothing of colour schemes is a light one.
  #scheme(computed) {
    const wanted = this.getAttribute("scheme") ?? computed;
    const [light, dark] = [/\blight\b/.test(wanted), /\bdark\b/.test(wanted)];
    if (light !== dark) return dark ? "dark" : "light";
    return (light || wanted === "auto") && this.#media.matches ? "dark" : "light";
  }
}

if (!customElements.get("anteroom-interview")) customElements.define("anteroom-interview", AnteroomInterview);
