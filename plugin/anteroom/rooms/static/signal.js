// The WebSocket to the hub. It comes back by itself; the same `session` keeps the seat meanwhile.

const FINAL = 4000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;
const WHILE_UNLOADING = 5000;

export class Signal {
  // `hear(message)` gets each message; `change(open)` hears of losses and returns; `over(reason)` comes once.
  constructor(path, { hear, change, over }) {
    this.session = drawSession();
    const url = new URL(path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("session", this.session);
    this.url = url;
    this.hear = hear;
    this.change = change;
    this.over = over;
    this.pause = FIRST_PAUSE;
    this.done = false;
    this.connect();
    addEventListener("online", () => this.hurry());
    // A page that loads itself anew lets its seat go first: nobody else is heard while somebody sits there.
    addEventListener("beforeunload", () => this.unload());
  }

  get open() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  // Messages while the connection is away are dropped: after the welcome both sides negotiate from the state they are in.
  say(message) {
    if (this.open) this.socket.send(JSON.stringify(message));
  }

  finish(message) {
    this.done = true;
    this.say(message);
    this.socket?.close();
  }

  connect() {
    const socket = new WebSocket(this.url);
    this.socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.pause = FIRST_PAUSE;
      this.change(true);
    };
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (message.kind === "ended") this.reason = message.reason;
      else this.hear(message);
    };
    socket.onclose = (event) => this.lost(event, opened);
  }

  async lost(event, opened) {
    if (this.done) return;
    if (event.code === FINAL) {
      this.done = true;
      this.over(this.reason || event.reason);
      return;
    }
    this.reason = undefined;
    this.change(false);
    if (!opened && (await this.turnedAway())) {
      // The seat was given up and the admission is minutes old: the page itself brings a new one, or says why not.
      this.done = true;
      location.reload();
      return;
    }
    this.timer = setTimeout(() => this.connect(), this.pause * (0.75 + Math.random() / 2));
    this.pause = Math.min(LONGEST_PAUSE, this.pause * 2);
  }

  // A WebSocket that was refused does not say why; an ordinary request to the same address does.
  async turnedAway() {
    const url = new URL(this.url);
    url.protocol = location.protocol;
    try {
      return [404, 409].includes((await fetch(url)).status);
    } catch {
      return false;
    }
  }

  // Whoever stays after all connects again.
  unload() {
    if (this.done) return;
    this.pause = WHILE_UNLOADING;
    this.socket?.close();
  }

  hurry() {
    if (this.done || this.socket.readyState !== WebSocket.CLOSED) return;
    clearTimeout(this.timer);
    this.connect();
  }
}

function drawSession() {
  const octets = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
}
