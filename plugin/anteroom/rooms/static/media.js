// The own microphone and camera. Either may be missing; the call goes on without.

const AUDIO = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export class OwnMedia {
  // `changed(kind, track)` is told when the track to send becomes another one, or null.
  constructor(changed) {
    this.tracks = { audio: null, video: null };
    this.changed = changed;
    this.height = 720;
    this.trouble = { audio: null, video: null };
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
      this.tracks[track.kind]?.stop();
      this.tracks[track.kind] = track;
      track.contentHint = track.kind === "audio" ? "speech" : "motion";
      // A device that is unplugged, or a phone that took it back, ends the track.
      track.onended = () => {
        if (this.tracks[track.kind] === track) this.put(track.kind, null);
      };
      this.changed(track.kind, track);
    }
  }

  get microphoneOn() {
    return this.tracks.audio?.enabled === true;
  }

  get cameraOn() {
    return this.tracks.video !== null;
  }

  // Muting keeps the device, so that speaking again is instant.
  async setMicrophone(on) {
    if (this.tracks.audio === null) return on ? this.openOne("audio") : true;
    this.tracks.audio.enabled = on;
    this.changed("audio", this.tracks.audio);
    return true;
  }

  // Switching the camera off stops it: its light goes out.
  async setCamera(on) {
    if (on) return this.tracks.video === null ? this.openOne("video") : true;
    this.put("video", null);
    return true;
  }

  close() {
    this.put("audio", null);
    this.put("video", null);
  }

  put(kind, track) {
    this.tracks[kind]?.stop();
    this.tracks[kind] = track;
    this.changed(kind, track);
  }

  video() {
    return { width: { ideal: (this.height * 16) / 9 }, height: { ideal: this.height }, frameRate: { ideal: 24, max: 30 } };
  }
}
