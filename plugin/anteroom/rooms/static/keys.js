// The keyboard: a letter for each control, and a key to speak while it is held. Off while somebody types.

const at = (id) => document.getElementById(id);

// `press` names what a letter does; `hold(down)` is told when the key to speak goes down and up.
export class Keys {
  constructor(press, hold) {
    this.press = press;
    this.hold = hold;
    this.held = null;
    addEventListener("keydown", (event) => this.down(event));
    addEventListener("keyup", (event) => this.up(event));
    // Whoever goes to another window lets go of everything.
    addEventListener("blur", () => this.up({ key: this.held }));
  }

  down(event) {
    const typing = event.target.closest?.("input, textarea, select, dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || at("main").hidden) return;
    const key = event.key.toLowerCase();
    // The space bar presses a button that has the focus; elsewhere it speaks.
    if (key === "t" || (key === " " && !event.target.closest?.("button, a, summary"))) {
      event.preventDefault();
      if (this.held !== null) return;
      this.held = key;
      this.hold(true);
    } else if (!event.repeat) {
      this.press[key]?.();
    }
  }

  up({ key }) {
    if (this.held === null || key?.toLowerCase() !== this.held) return;
    this.held = null;
    this.hold(false);
  }
}
