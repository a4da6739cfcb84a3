// The connection to one other seat: relay only, perfect negotiation, ICE restarts.

import { fingerprint, Safety } from "./safety.js";
import { Thrift } from "./thrift.js";

const SECONDS_DISCONNECTED = 3;
const SECONDS_BETWEEN_RESTARTS = 4;
const SCREEN_BITRATE = 1_500_000;
const LADDER = [
  { people: 2, bitrate: 1_200_000, height: 720 },
  { people: 3, bitrate: 700_000, height: 540 },
  { people: 4, bitrate: 400_000, height: 360 },
  { people: 6, bitrate: 250_000, height: 270 },
];

export class Peer {
  // `call` offers: seat, relay, people, pictures, chat, media, say(message), needRelay(), shown(peer), blocked(peer),
  // whispered(seat, text).
  constructor(call, person) {
    this.call = call;
    this.seat = person.seat;
    this.session = person.session;
    // The seats' order decides who yields when both offer at once, and who makes the first offer.
    this.polite = call.seat > person.seat;
    this.makingOffer = false;
    this.ignoringOffer = false;
    this.wantsRestart = false;
    this.stream = new MediaStream();
    this.restarts = 0;
    this.thrift = new Thrift();
    this.channel = null;
    this.relayed = 0;
    this.queue = Promise.resolve();
    this.pc = new RTCPeerConnection({
      iceServers: [call.relay],
      iceTransportPolicy: "relay",
      bundlePolicy: "max-bundle",
      rtcpMuxPolicy: "require",
    });
    this.safety = new Safety({
      begins: !this.polite,
      say: (step, value) => this.say({ kind: "proof", step, value }),
      prints: () => [fingerprint(this.pc.currentLocalDescription), fingerprint(this.pc.currentRemoteDescription)],
      shown: () => call.shown(this),
    });
    this.listen();
    this.tellReached(false);
    // Only one side makes the two lines; the other puts its tracks into what it is offered.
    if (!this.polite) {
      for (const kind of ["audio", "video"]) {
        const track = call.media.tracks[kind];
        this.pc.addTransceiver(track ?? kind, { direction: this.direction(kind) });
      }
      this.openChannel();
    }
  }

  listen() {
    const { pc } = this;
    pc.onnegotiationneeded = () => this.offer();
    pc.onicegatheringstatechange = () => {
      if (pc.iceGatheringState === "complete") this.call.blocked(this, this.relayed === 0);
    };
    pc.onicecandidate = ({ candidate }) => {
      if (candidate?.type === "relay") this.relayed += 1;
      if (candidate) this.say({ kind: "candidate", candidate: candidate.candidate, mid: candidate.sdpMid ?? "" });
    };
    pc.ontrack = ({ track }) => {
      this.stream.addTrack(track);
      track.onunmute = () => this.call.shown(this);
      this.call.shown(this);
    };
    pc.onconnectionstatechange = () => this.watch();
    pc.oniceconnectionstatechange = () => this.watch();
  }

  say(message) {
    this.call.say({ ...message, to: this.seat, session: this.session });
  }

  async offer() {
    try {
      this.makingOffer = true;
      await this.pc.setLocalDescription();
      this.say({ kind: "offer", sdp: this.pc.localDescription.sdp });
    } finally {
      this.makingOffer = false;
    }
  }

  // One after the other: a candidate must not overtake the description that it belongs to.
  hear(message) {
    this.queue = this.queue.then(() => this.take(message)).catch((error) => console.warn("negotiation", error));
  }

  async take(message) {
    const { pc } = this;
    if (pc.signalingState === "closed") return;
    if (message.kind === "restart") {
      if (!this.polite) pc.restartIce();
      return;
    }
    if (message.kind === "proof") {
      await this.safety.hear(message.step, message.value);
      return;
    }
    if (message.kind === "candidate") {
      try {
        await pc.addIceCandidate({ candidate: message.candidate, sdpMid: message.mid });
      } catch (error) {
        if (!this.ignoringOffer) throw error;
      }
      return;
    }
    const collision = message.kind === "offer" && (this.makingOffer || pc.signalingState !== "stable");
    this.ignoringOffer = !this.polite && collision;
    if (this.ignoringOffer) return;
    await pc.setRemoteDescription({ type: message.kind, sdp: message.sdp });
    if (message.kind === "offer") {
      if (message.sdp.includes("webrtc-datachannel")) this.openChannel();
      await this.fill();
      await pc.setLocalDescription();
      this.say({ kind: "answer", sdp: pc.localDescription.sdp });
    }
    await this.bound();
  }

  async fill() {
    for (const transceiver of this.pc.getTransceivers()) {
      const direction = this.direction(transceiver.receiver.track.kind);
      if (transceiver.direction !== direction) transceiver.direction = direction;
      const track = this.call.media.tracks[transceiver.receiver.track.kind];
      if (transceiver.sender.track !== track) await transceiver.sender.replaceTrack(track);
    }
  }

  // Who wants speech only asks for no pictures, and may still show the screen.
  direction(kind) {
    return kind === "video" && !this.call.pictures ? "sendonly" : "sendrecv";
  }

  async redirect() {
    for (const transceiver of this.pc.getTransceivers()) {
      transceiver.direction = this.direction(transceiver.receiver.track.kind);
    }
  }

  // Where the talk is sealed both sides open the same channel; its keys are those of the call.
  openChannel() {
    if (this.call.chat !== "sealed" || this.channel !== null) return;
    this.channel = this.pc.createDataChannel("chat", { negotiated: true, id: 0 });
    this.channel.onmessage = ({ data }) => this.call.whispered(this.seat, data);
  }

  closeChannel() {
    this.channel?.close();
    this.channel = null;
  }

  whisper(text) {
    if (this.channel?.readyState === "open") this.channel.send(text);
  }

  // Rests the own picture where the way out carries hardly more than speech, and wakes it again to see.
  async save(bitrate) {
    const rested = this.thrift.rests;
    const { screen, cameraOn } = this.call.media;
    const sends = cameraOn && screen === null && this.connected;
    if (this.thrift.look(sends ? bitrate : null) !== rested) await this.bound();
    return this.thrift.rests;
  }

  async put(kind, track) {
    for (const transceiver of this.pc.getTransceivers()) {
      if (transceiver.receiver.track.kind === kind && transceiver.sender.track !== track) {
        await transceiver.sender.replaceTrack(track);
      }
    }
  }

  // A mesh sends one picture to each, so each gets a share of the uplink; speech goes first.
  async bound(people = this.call.people) {
    const rung = LADDER.find((step) => people <= step.people) ?? LADDER.at(-1);
    for (const sender of this.pc.getSenders()) {
      if (!sender.track) continue;
      const parameters = sender.getParameters();
      if (!parameters.encodings?.length) continue;
      const [encoding] = parameters.encodings;
      if (sender.track.kind === "video") encoding.active = sender.track === this.call.media.screen || !this.thrift.rests;
      if (sender.track === this.call.media.screen) {
        // Letters must stay sharp; few pictures a second are enough for them.
        encoding.maxBitrate = Math.max(rung.bitrate, SCREEN_BITRATE / (people - 1));
        encoding.scaleResolutionDownBy = 1;
      } else if (sender.track.kind === "video") {
        const { height } = sender.track.getSettings();
        encoding.maxBitrate = rung.bitrate;
        encoding.scaleResolutionDownBy = Math.max(1, (height ?? rung.height) / rung.height);
      } else {
        encoding.priority = encoding.networkPriority = "high";
      }
      try {
        await sender.setParameters(parameters);
      } catch {
        // A renegotiation came between; the next one bounds it again.
      }
    }
  }

  // The house learns whether media could flow, so that a call that failed is told from one that nobody came to.
  tellReached(connected) {
    if (this.told === connected) return;
    this.told = connected;
    this.call.say({ kind: "reached", to: this.seat, connected });
  }

  get connected() {
    return this.pc.connectionState === "connected";
  }

  watch() {
    if (this.connected) {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.restarts = 0;
      this.wantsRestart = false;
      this.call.blocked(this, false);
      this.tellReached(true);
      if (this.safety.code === undefined) this.safety.begin();
    } else if (["disconnected", "failed"].includes(this.pc.connectionState) && this.timer === undefined) {
      const soon = this.pc.connectionState === "failed" ? 0 : SECONDS_DISCONNECTED;
      this.timer = setTimeout(() => this.recover(), soon * 1000);
    }
    this.call.shown(this);
  }

  // Until it is connected again: fresh credentials, then a restart, again and again with a pause.
  recover() {
    if (this.pc.signalingState === "closed" || this.connected) return;
    this.restarts += 1;
    this.wantsRestart = true;
    this.call.needRelay();
    this.timer = setTimeout(() => this.recover(), SECONDS_BETWEEN_RESTARTS * 1000);
  }

  useRelay(relay, restart) {
    this.pc.setConfiguration({ ...this.pc.getConfiguration(), iceServers: [relay] });
    if (restart || this.wantsRestart) {
      this.wantsRestart = false;
      this.restartIce();
    }
  }

  // Who made the first offer makes all that begin ICE anew. Who answers keeps the DTLS role (RFC 8842, 5.3), but
  // Firefox takes the active one when it answers, and a connection in which both are active is lost for good.
  restartIce() {
    if (this.polite) this.say({ kind: "restart" });
    else this.pc.restartIce();
  }

  // After a signalling connection was lost and found again: what was said meanwhile may not have arrived.
  resume() {
    if (this.connected) this.safety.begin();
    if (this.pc.signalingState === "have-local-offer") {
      this.say({ kind: "offer", sdp: this.pc.localDescription.sdp });
    } else if (!this.connected && this.pc.remoteDescription) {
      this.restartIce();
    }
  }

  close() {
    clearTimeout(this.timer);
    this.pc.onconnectionstatechange = this.pc.oniceconnectionstatechange = this.pc.onicegatheringstatechange = null;
    this.closeChannel();
    this.pc.close();
    for (const track of this.stream.getTracks()) this.stream.removeTrack(track);
  }
}
