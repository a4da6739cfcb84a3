// The own microphone, camera and screen. Each may be missing; the call goes on without.

import { choose, chosen } from "./kept.js";

const AUDIO = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const HEIGHT = 720;
const NAMES = { audio: "microphone", video: "camera" };

export class OwnMedia {
  // `changed(kind, track)` is told when the track to send becomes another one, or null; `tried()` when a device
  // that went away was asked for again.
  constructor(changed, tried = () => {}) {
    this.devices = { audio: null, video: null };
    this.screen = null;
    this.changed = changed;
    this.tried = tried;
    this.trouble = { audio: null, video: null };
    // What one wants on, whatever the devices make of it: a phone takes them away and gives them back.
    this.wanted = { audio: true, video: true };
    this.muted = false;
    this.facing = "user";
    this.opening = false;
  }

  // What is sent to the others: the screen goes before the camera.
  get tracks() {
    return { audio: this.devices.audio, video: this.screen ?? this.devices.video };
  }

  // Asks once for both, so that the browser asks once; then for each alone.
  async open() {
    this.opening = true;
    try {
      const video = this.wanted.video && this.video();
      this.take(await navigator.mediaDevices.getUserMedia({ audio: this.audio(), video }));
    } catch (error) {
      this.trouble.audio = error.name;
      await this.openOne("audio");
      if (this.wanted.video) await this.openOne("video");
    } finally {
      this.opening = false;
    }
  }

  async openOne(kind) {
    try {
      const wanted = kind === "audio" ? { audio: this.audio() } : { video: this.video() };
      this.take(await navigator.mediaDevices.getUserMedia(wanted));
      return true;
    } catch (error) {
      this.trouble[kind] = error.name;
      return false;
    }
  }

  take(stream) {
    for (const track of stream.getTracks()) {
      if (this.over || !this.wanted[track.kind]) {
        // Switched off while the browser was still asking.
        track.stop();
        continue;
      }
      this.trouble[track.kind] = null;
      this.devices[track.kind]?.stop();
      this.devices[track.kind] = track;
      track.contentHint = track.kind === "audio" ? "speech" : "motion";
      if (track.kind === "audio") track.enabled = !this.muted;
      // A device that is unplugged, or a phone that took it back, ends the track.
      track.onended = () => {
        if (this.devices[track.kind] !== track) return;
        this.put(track.kind, null);
        this.recover().then(this.tried);
      };
      this.changed(track.kind, this.tracks[track.kind]);
    }
  }

  get microphoneOn() {
    return this.devices.audio?.enabled === true;
  }

  get cameraOn() {
    return this.devices.video !== null;
  }

  // Muting keeps the device, so that speaking again is instant.
  async setMicrophone(on) {
    this.muted = !on;
    this.wanted.audio = this.wanted.audio || on;
    if (this.devices.audio === null) return on ? this.openOne("audio") : true;
    this.devices.audio.enabled = on;
    this.changed("audio", this.devices.audio);
    return true;
  }

  // Switching the camera off stops it: its light goes out.
  async setCamera(on) {
    this.wanted.video = on;
    if (on) return this.devices.video === null ? this.openOne("video") : true;
    this.put("video", null);
    return true;
  }

  // Another microphone or camera was chosen: now if it is on, and from the next time on.
  async use(kind) {
    if (this.devices[kind] === null && !this.wanted[kind]) return true;
    // Some phones open no second camera while the first is open.
    if (kind === "video") this.devices.video?.stop();
    return this.openOne(kind);
  }

  // The camera of a phone's other side.
  async turn() {
    this.facing = this.facing === "user" ? "environment" : "user";
    choose(NAMES.video, "");
    this.wanted.video = true;
    this.devices.video?.stop();
    return this.openOne("video");
  }

  // What came back, was plugged in, or was taken away while the page was in the background.
  // Whoever said no to the browser is not asked again and again.
  async recover() {
    if (this.opening || this.over || !navigator.mediaDevices) return;
    this.opening = true;
    try {
      for (const kind of ["audio", "video"]) {
        const live = this.devices[kind]?.readyState === "live";
        if (this.wanted[kind] && !live && this.trouble[kind] !== "NotAllowedError") await this.openOne(kind);
      }
    } finally {
      this.opening = false;
    }
  }

  // The browser asks which screen, window or tab; whoever thinks better of it shows none.
  async showScreen() {
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 10, max: 15 } }, audio: false });
      const [track] = stream.getVideoTracks();
      track.contentHint = "detail";
      track.onended = () => this.hideScreen();
      this.screen = track;
      this.changed("video", track);
      return true;
    } catch {
      return false;
    }
  }

  hideScreen() {
    if (this.screen === null) return;
    this.screen.onended = null;
    this.screen.stop();
    this.screen = null;
    this.changed("video", this.devices.video);
  }

  close() {
    this.over = true;
    this.hideScreen();
    this.put("audio", null);
    this.put("video", null);
  }

  put(kind, track) {
    this.devices[kind]?.stop();
    this.devices[kind] = track;
    this.changed(kind, this.tracks[kind]);
  }

  audio() {
    const id = chosen(NAMES.audio);
    return id ? { ...AUDIO, deviceId: { ideal: id } } : AUDIO;
  }

  video() {
    const id = chosen(NAMES.video);
    const which = id ? { deviceId: { ideal: id } } : { facingMode: { ideal: this.facing } };
    return { ...which, width: { ideal: (HEIGHT * 16) / 9 }, height: { ideal: HEIGHT }, frameRate: { ideal: 24, max: 30 } };
  }
}
