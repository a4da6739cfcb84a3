// Camera and microphone, tried before the call. Used by the lobby, which offers these elements:
//   #preview        <video>: the own picture; hidden until there is one
//   #mic-level      <meter min=0 max=1>: the microphone's level
//   #device-status  what was found, in a sentence (role=status)
//   #device-help    what to do when the browser refused or found nothing; hidden otherwise
//   #device-check   the button that starts the check; its text follows the state
// Nothing is sent anywhere, and nothing is switched on before somebody asks.

const HELP = {
  NotAllowedError: "The browser does not let this page use them. Look for the camera sign beside the address, choose Allow, then check again.",
  NotFoundError: "None was found. Plug one in and check again, or come in without.",
  NotReadableError: "Another program is using them. Close it and check again.",
  insecure: "Browsers give camera and microphone only to pages opened over https.",
};

let stream = null;
let meter = null;

// Show the own picture and level; a second call stops. Returns {camera, microphone, help}: what works, and the advice shown.
export async function checkDevices() {
  if (stream) return stopDevices();
  status("Asking the browser…");
  const camera = await open({ video: { width: { ideal: 1280 }, height: { ideal: 720 } } });
  const microphone = await open({ audio: { echoCancellation: true, noiseSuppression: true } });
  const tracks = [...(camera.stream?.getTracks() ?? []), ...(microphone.stream?.getTracks() ?? [])];
  stream = tracks.length ? new MediaStream(tracks) : null;
  showPreview(camera.stream);
  if (microphone.stream) meter = follow(microphone.stream, at("mic-level"));
  const help = HELP[camera.error ?? microphone.error] ?? (camera.error || microphone.error ? HELP.NotFoundError : "");
  at("device-help").textContent = help;
  at("device-help").hidden = help === "";
  status(sentence(camera.stream, microphone.stream));
  at("device-check").textContent = stream ? "Stop the check" : "Check again";
  return { camera: Boolean(camera.stream), microphone: Boolean(microphone.stream), help };
}

// Switch everything off, the camera's light too.
export function stopDevices() {
  meter?.();
  meter = null;
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  showPreview(null);
  at("mic-level").value = 0;
  at("device-check").textContent = "Check camera and microphone";
  status("Camera and microphone are off again.");
  return { camera: false, microphone: false, help: "" };
}

// Try a relay login ({urls, username, credential}): does each transport give a relayed candidate in time?
// Returns {udp, tcp}: true, false, or null where the login offers no such address.
export async function relayReachable(login, milliseconds = 5000) {
  const tried = {};
  for (const transport of ["udp", "tcp"]) {
    const urls = login.urls.filter((url) => url.includes(`transport=${transport}`));
    tried[transport] = urls.length ? await givesCandidate({ ...login, urls }, milliseconds) : null;
  }
  return tried;
}

async function givesCandidate(server, milliseconds) {
  const pc = new RTCPeerConnection({ iceServers: [server], iceTransportPolicy: "relay" });
  try {
    pc.addTransceiver("audio");
    const found = new Promise((resolve) => {
      pc.onicecandidate = ({ candidate }) => {
        if (candidate?.type === "relay") resolve(true);
        else if (!candidate) resolve(false);
      };
      setTimeout(() => resolve(false), milliseconds);
    });
    await pc.setLocalDescription();
    return await found;
  } finally {
    pc.close();
  }
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
  if (camera && microphone) return "Both work. Speak, and the level should move.";
  if (camera) return "The camera works; no microphone. The others will see you but not hear you.";
  if (microphone) return "The microphone works; no camera. The others will hear you and see your name.";
  return "Neither camera nor microphone. You can still come in, see and listen.";
}

function status(text) {
  at("device-status").textContent = text;
}

function at(id) {
  return document.getElementById(id);
}
