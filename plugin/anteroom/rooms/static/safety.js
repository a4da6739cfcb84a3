// The safety code of two seats: six digits that are the same on both sides if nobody sits between them.
//
// Both pages mix the fingerprints of both connections' keys, as each sees them, with a random number each. The
// one that begins commits to its number before it learns the other's, so that somebody in the middle, the house
// included, cannot try keys or numbers until two codes agree: one try in a million. The way of short
// authentication strings in RFC 6189 (ZRTP), section 4.

const LABEL = "anteroom safety code 1";
const DIGITS = 6;

export class Safety {
  // `begins`: whether this side commits. `say(step, value)` goes to the other side. `prints()` gives the
  // fingerprints [own, theirs] of the connection now. `shown(code)` gets six digits, or null if they cannot agree.
  constructor({ begins, say, prints, shown }) {
    Object.assign(this, { begins, say, prints, shown });
    this.own = draw();
    this.commitment = null;
    this.bound = null;
    this.code = undefined;
    this.taken = false;
  }

  // Once both descriptions are known, and again after messages may have been lost: the same values are said again.
  async begin() {
    if (!this.begins) return;
    this.bound ??= this.prints();
    if (this.code !== undefined) this.say("reveal", this.own);
    else this.say("commit", await digest(this.own));
  }

  async hear(step, value) {
    if (this.taken && step !== "commit") return;
    if (step === "nonce" && this.begins && this.bound) {
      this.taken = true;
      await this.finish(this.own, value);
      this.say("reveal", this.own);
    } else if (step === "commit" && !this.begins) {
      // A second number for another commitment would be a second try.
      if (this.commitment !== null && this.commitment !== value) return;
      this.commitment = value;
      this.bound ??= this.prints();
      this.say("nonce", this.own);
    } else if (step === "reveal" && !this.begins && this.commitment !== null) {
      this.taken = true;
      if ((await digest(value)) === this.commitment) await this.finish(value, this.own);
      else this.tell(null);
    }
  }

  async finish(first, second) {
    const [own, theirs] = this.bound;
    const keys = this.begins ? [own, theirs] : [theirs, own];
    const [now, then] = this.prints();
    if (now !== own || then !== theirs || !own || !theirs) return this.tell(null);
    return this.tell(digits(await digest([...keys, first, second].join("|"))));
  }

  tell(code) {
    this.code = code;
    this.shown(code);
  }
}

// The one SHA-256 fingerprint of a description; none where there are several.
export function fingerprint(description) {
  const found = new Set();
  for (const [, print] of (description?.sdp ?? "").matchAll(/^a=fingerprint:sha-256 ([0-9a-f:]+)\s*$/gim)) {
    found.add(print.toUpperCase());
  }
  return found.size === 1 ? [...found][0] : null;
}

function draw() {
  return hex(crypto.getRandomValues(new Uint8Array(32)));
}

async function digest(text) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${LABEL}|${text}`))));
}

// 256 bits leave no digit likelier than another by more than one in 2^236.
function digits(written) {
  return String(BigInt(`0x${written}`) % 10n ** BigInt(DIGITS)).padStart(DIGITS, "0");
}

function hex(octets) {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
}
