// The own microphone, camera and screen. Each may be missing; the call goes on without.

const AUDIO = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export class OwnMedia {
  // `changed(kind, track)` is told when the track to send becomes another one, or null.
  constructor(changed) {
    this.devices = { audio: null, video: null };
    this.screen = null;
    this.changed = changed;
    this.height = 720;
    this.trouble = { audio: null, video: null };
  }

  // What is sent to the others: the screen goes before the camera.
  get tracks() {
    return { audio: this.devices.audio, video: this.screen ?? this.devices.video };
  }

  // Asks once for both, so that the browser asks once; then for each alone.
  async open() {
    try {
      this.take(await navigator.mediaDevices.getUserMedia({ audio: AUDIO, video: this.video() }));
      return;
    } catch (error) {
      this.trouble = { audio: error.name, video: error.name };
    }
    await this.openOne("audio");
    await this.openOne("video");
  }

  async openOne(kind) {
    try {
      const wanted = kind === "audio" ? { audio: AUDIO } : { video: this.video() };
      this.take(await navigator.mediaDevices.getUserMedia(wanted));
      return true;
    } catch (error) {
      this.trouble[kind] = error.name;
      return false;
    }
  }

  take(stream) {
    for (const track of stream.getTracks()) {
      this.trouble[track.kind] = null;
      this.devices[track.kind]?.stop();
      this.devices[track.kind] = track;
      track.contentHint = track.kind === "audio" ? "speech" : "motion";
      // A device that is unplugged, or a phone that took it back, ends the track.
      track.onended = () => {
        if (this.devices[track.kind] === track) this.put(track.kind, null);
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
    if (this.devices.audio === null) return on ? this.openOne("audio") : true;
    this.devices.audio.enabled = on;
    this.changed("audio", this.devices.audio);
    return true;
  }

  // Switching the camera off stops it: its light goes out.
  async setCamera(on) {
    if (on) return this.devices.video === null ? this.openOne("video") : true;
    this.put("video", null);
    return true;
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
    this.hideScreen();
    this.put("audio", null);
    this.put("video", null);
  }

  put(kind, track) {
    this.devices[kind]?.stop();
    this.devices[kind] = track;
    this.changed(kind, this.tracks[kind]);
  }

  video() {
    return { width: { ideal: (this.height * 16) / 9 }, height: { ideal: this.height }, frameRate: { ideal: 24, max: 30 } };
  }
}
