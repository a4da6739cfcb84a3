// Whether a call gets through from here: over which of its ways the relay lends this browser an address.

const WAYS = {
  udp: (url) => url.startsWith("turn:") && url.endsWith("transport=udp"),
  tcp: (url) => url.startsWith("turn:") && url.endsWith("transport=tcp"),
  tls: (url) => url.startsWith("turns:"),
};

// Try a relay login ({urls, username, credential}): does each way give a relayed candidate in time?
// Returns {udp, tcp, tls}: true, false, or null where the login offers no such address.
export async function relayReachable(login, milliseconds = 5000) {
  const tries = Object.entries(WAYS).map(async ([way, fits]) => {
    const urls = login.urls.filter(fits);
    return [way, urls.length ? await givesCandidate({ ...login, urls }, milliseconds) : null];
  });
  return Object.fromEntries(await Promise.all(tries));
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
