// When a connection carries hardly more than speech, the own picture rests, so that speech goes on.

const LEAST = 80_000;
const LOOKS = 4;
const AT_FIRST = 10;
const FIRST_REST = 5;
const LONGEST_REST = 80;

// One for each connection. A look is every other second; `rests` tells that no picture is sent over it.
export class Thrift {
  constructor() {
    // While a call begins, estimates are guesses, and devices are busy with everybody at once.
    this.poor = -AT_FIRST;
    this.rests = false;
    this.pause = FIRST_REST;
    this.left = 0;
    this.well = 0;
  }

  // `bitrate` is what the browser thinks the way out carries, in bit/s; null where it does not say.
  look(bitrate) {
    if (this.rests) {
      this.left -= 1;
      if (this.left <= 0) {
        // Only by sending does one learn whether it carries more by now.
        this.rests = false;
        this.poor = 0;
      }
      return this.rests;
    }
    const poor = bitrate !== null && bitrate < LEAST;
    this.poor = this.poor < 0 ? this.poor + 1 : poor ? this.poor + 1 : 0;
    this.well = poor ? 0 : this.well + 1;
    if (this.well > LOOKS * 5) this.pause = FIRST_REST;
    if (this.poor >= LOOKS) {
      this.rests = true;
      this.left = this.pause;
      this.pause = Math.min(LONGEST_REST, this.pause * 2);
    }
    return this.rests;
  }
}
