// Three short tones, made here: somebody came, somebody left, somebody wrote or waits. Only for who wants them.

import { chosen } from "./kept.js";

const TONES = { came: [523, 659], gone: [659, 523], told: [587, 587], test: [440, 554, 659] };
const LONG = 0.12;
let context = null;

export function sound(name) {
  if (chosen("sounds") === "yes") play(name);
}

// `sink` is the loudspeaker's id; "" is the usual one.
export async function play(name, sink = chosen("speaker")) {
  try {
    context ??= new AudioContext();
    await context.resume();
    if (context.setSinkId) await context.setSinkId(sink);
  } catch {
    // Before the first press of a key or button browsers make no sound, and a loudspeaker may be gone.
    if (context?.state !== "running") return;
  }
  TONES[name].forEach((pitch, number) => {
    const begins = context.currentTime + number * LONG;
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, begins);
    volume.gain.linearRampToValueAtTime(0.08, begins + 0.02);
    volume.gain.linearRampToValueAtTime(0, begins + LONG);
    tone.connect(volume).connect(context.destination);
    tone.start(begins);
    tone.stop(begins + LONG);
  });
}
