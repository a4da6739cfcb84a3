// Camera and microphone, tried before the call. Used by the lobby, which offers these elements:
//   #preview        <video>: the own picture; hidden until there is one
//   #mic-level      <meter min=0 max=1>: the microphone's level
//   #device-status  what was found, in a sentence (role=status)
//   #device-help    what to do when the browser refused or found nothing; hidden otherwise
//   #device-check   the button that starts the check; its text follows the state
//   #device-words   <script type="application/json">: the sentences by their names
// Nothing is sent anywhere, and nothing is switched on before somebody asks.

import { chosen } from "./kept.js";

// Names of sentences, by what the browser says is wrong.
const HELP = { NotAllowedError: "refused", NotFoundError: "none", NotReadableError: "in_use", insecure: "insecure" };
let stream = null;
let meter = null;
// Read when they are needed: a lobby without a room of ours has no such card.
let words = null;

// Show the own picture and level; a second call stops. Returns {camera, microphone, help}: what works, and the advice shown.
export async function checkDevices() {
  if (stream) return stopDevices();
  status(say("devices.asking"));
  const which = (name) => (chosen(name) ? { deviceId: { ideal: chosen(name) } } : {});
  const camera = await open({ video: { ...which("camera"), width: { ideal: 1280 }, height: { ideal: 720 } } });
  const microphone = await open({ audio: { ...which("microphone"), echoCancellation: true, noiseSuppression: true } });
  const tracks = [...(camera.stream?.getTracks() ?? []), ...(microphone.stream?.getTracks() ?? [])];
  stream = tracks.length ? new MediaStream(tracks) : null;
  showPreview(camera.stream);
  if (microphone.stream) meter = follow(microphone.stream, at("mic-level"));
  const wrong = camera.error ?? microphone.error;
  const help = wrong ? say(`devices.help.${HELP[wrong] ?? "none"}`) : "";
  at("device-help").textContent = help;
  at("device-help").hidden = help === "";
  status(sentence(camera.stream, microphone.stream));
  at("device-check").textContent = stream ? say("devices.stop") : say("devices.again");
  at("devices")?.dispatchEvent(new Event("checked"));
  return { camera: Boolean(camera.stream), microphone: Boolean(microphone.stream), help };
}

// Whether devices are on for the check.
export function checked() {
  return stream !== null;
}

// Switch everything off, the camera's light too.
export function stopDevices() {
  meter?.();
  meter = null;
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  showPreview(null);
  at("mic-level").value = 0;
  at("device-check").textContent = say("devices.check");
  status(say("devices.off"));
  return { camera: false, microphone: false, help: "" };
}

async function open(wanted) {
  if (!navigator.mediaDevices) return { error: "insecure" };
  try {
    return { stream: await navigator.mediaDevices.getUserMedia(wanted) };
  } catch (error) {
    return { error: error.name };
  }
}

function follow(source, element) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(source).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    // Loudness is felt in decibels: from -60 dB, silence, to 0.
    element.value = Math.max(0, Math.min(1, 1 + Math.log10(Math.max(power, 1e-9)) / 6));
  }, 100);
  return () => {
    clearInterval(timer);
    context.close();
  };
}

function showPreview(picture) {
  at("preview").srcObject = picture ?? null;
  at("preview").hidden = !picture;
}

function sentence(camera, microphone) {
  if (camera && microphone) return say("devices.both");
  if (camera) return say("devices.camera");
  if (microphone) return say("devices.microphone");
  return say("devices.neither");
}

function say(key) {
  words ??= JSON.parse(at("device-words").textContent);
  return words[key];
}

function status(text) {
  at("device-status").textContent = text;
}

function at(id) {
  return document.getElementById(id);
}
