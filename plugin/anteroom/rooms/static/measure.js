// What a connection's statistics say, without any address.

export async function measure(peer) {
  const report = await peer.pc.getStats();
  const found = {
    seat: peer.seat,
    state: peer.pc.connectionState,
    framesReceived: 0,
    framesDecoded: 0,
    audioBytes: 0,
    audioLevel: 0,
    lost: 0,
    packets: 0,
    roundTrip: null,
    available: null,
    local: null,
    remote: null,
    relayProtocol: null,
  };
  const transport = [...report.values()].find((entry) => entry.type === "transport" && entry.selectedCandidatePairId);
  for (const entry of report.values()) {
    if (entry.type === "inbound-rtp") inbound(found, entry);
    const chosen = transport ? entry.id === transport.selectedCandidatePairId : entry.selected === true;
    if (entry.type === "candidate-pair" && chosen) {
      const local = report.get(entry.localCandidateId);
      found.roundTrip = entry.currentRoundTripTime ?? null;
      found.available = entry.availableOutgoingBitrate ?? null;
      found.local = local?.candidateType ?? null;
      found.remote = report.get(entry.remoteCandidateId)?.candidateType ?? null;
      found.relayProtocol = local?.relayProtocol ?? null;
    }
  }
  return found;
}

function inbound(found, entry) {
  found.lost += entry.packetsLost ?? 0;
  found.packets += entry.packetsReceived ?? 0;
  if (entry.kind === "video") {
    found.framesReceived += entry.framesReceived ?? 0;
    found.framesDecoded += entry.framesDecoded ?? 0;
  } else {
    found.audioBytes += entry.bytesReceived ?? 0;
    found.audioLevel = Math.max(found.audioLevel, entry.audioLevel ?? 0);
  }
}

// One to three bars since the last look: loss and round trip, as one would hear them.
export function bars(now, before) {
  const packets = now.packets - (before?.packets ?? 0);
  const lost = Math.max(0, now.lost - (before?.lost ?? 0));
  if (now.state !== "connected" || packets + lost === 0) return 1;
  const share = lost / (packets + lost);
  if (share > 0.08 || (now.roundTrip ?? 0) > 0.6) return 1;
  return share > 0.02 || (now.roundTrip ?? 0) > 0.3 ? 2 : 3;
}
