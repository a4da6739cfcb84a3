// What is one's own on the page: the picture in the corner, and the buttons for microphone, camera and screen.

import { announce, note } from "./aloud.js";
import { chosen } from "./kept.js";
import { OwnMedia } from "./media.js";
import { initial } from "./tiles.js";
import { say } from "./words.js";

const at = (id) => document.getElementById(id);

export class Own {
  // `changed(kind, track)` when another track is to be sent; `shows()` is whoever shows a screen.
  constructor(label, { changed, shows }) {
    this.changed = changed;
    this.shows = shows;
    this.rests = false;
    this.media = new OwnMedia(
      (kind, track) => this.onTrack(kind, track),
      () => this.noteDevices(),
    );
    at("own-tile").querySelector(".tile-blank").dataset.initial = initial(label);
    at("mute").addEventListener("click", () => this.toggleMicrophone());
    at("camera").addEventListener("click", () => this.toggleCamera());
    at("screen").addEventListener("click", () => this.toggleScreen());
    // Phones have no way to show their screen to a page.
    at("screen").hidden = !navigator.mediaDevices?.getDisplayMedia;
    this.render();
  }

  // Not awaited: whoever still ponders the browser's question is in the room already, to see and to hear.
  begin() {
    this.media.muted = chosen("begin-muted") === "yes";
    this.media.wanted.video = chosen("begin-dark") !== "yes";
    this.media.open().then(() => this.noteDevices());
  }

  get state() {
    return { microphone: this.media.microphoneOn, camera: this.media.cameraOn, screen: this.media.screen !== null };
  }

  onTrack(kind, track) {
    if (kind === "video") at("own-video").srcObject = track ? new MediaStream([track]) : null;
    this.render();
    this.changed(kind, track);
  }

  async toggleMicrophone() {
    const on = !this.media.microphoneOn;
    if (await this.media.setMicrophone(on)) announce(on ? say("unmuted") : say("muted"));
    this.noteDevices();
    this.render();
  }

  // Speaking for as long as a key is held; whoever is heard anyway stays so.
  hold(down) {
    if (down === this.media.microphoneOn || (!down && !this.held)) return;
    this.held = down;
    this.media.setMicrophone(down);
    this.render();
  }

  async toggleCamera() {
    const on = !this.media.cameraOn;
    if (await this.media.setCamera(on)) announce(on ? say("camera_on") : say("camera_off"));
    this.noteDevices();
  }

  async toggleScreen() {
    if (this.media.screen !== null) {
      this.media.hideScreen();
      announce(say("screen_off"));
      return;
    }
    const shows = this.shows();
    if (shows) announce(say("screen_taken", { label: shows.label }));
    else if (await this.media.showScreen()) note(say("screen_on"));
  }

  // Two pressed at once: who came second hears of it, and shows the camera again.
  screenRefused() {
    if (this.media.screen === null) return;
    this.media.hideScreen();
    note(say("screen_taken_already"));
  }

  noteDevices() {
    const { audio, video } = this.media.trouble;
    let words = "";
    if (audio === "NotAllowedError" || video === "NotAllowedError") words = `${say("denied")} ${say(`denied.${browser()}`)}`;
    else if (audio === "NotReadableError" || video === "NotReadableError") words = say("in_use");
    else if (audio && video) words = say("no_devices");
    else if (video) words = say("no_camera");
    else if (audio) words = say("no_microphone");
    note(words);
  }

  // `rests`: the line is too slow for the own picture, so the others do not get it just now.
  render(rests = this.rests) {
    this.rests = rests;
    const { media } = this;
    const own = at("own-tile");
    own.dataset.camera = media.tracks.video ? "on" : "off";
    own.dataset.screen = media.screen ? "on" : "off";
    own.dataset.facing = media.facing;
    own.dataset.microphone = media.microphoneOn ? "on" : "off";
    press(at("mute"), !media.microphoneOn, media.microphoneOn ? "#i-mic" : "#i-mic-off");
    press(at("camera"), !media.cameraOn, media.cameraOn ? "#i-cam" : "#i-cam-off");
    press(at("screen"), media.screen !== null, "#i-screen");
    at("screen").querySelector("span").textContent = media.screen ? say("stop_screen") : say("screen");
    own.querySelector(".tile-label").textContent = media.screen ? say("your_screen") : say("yourself");
    own.querySelector(".tile-state").textContent = rests && media.cameraOn ? say("paused") : "";
  }
}

// Each browser hides the question elsewhere. What this finds out stays on the page.
function browser() {
  const agent = navigator.userAgent;
  if (/iPhone|iPad/.test(agent)) return "ios";
  if (/Android/.test(agent)) return "android";
  if (/Firefox\//.test(agent)) return "firefox";
  if (/Chrome\//.test(agent)) return "chromium";
  return "safari";
}

function press(button, pressed, icon) {
  button.setAttribute("aria-pressed", String(pressed));
  button.querySelector("use").setAttribute("href", icon);
}
