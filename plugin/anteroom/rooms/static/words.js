// Every sentence that the call says from script, in one place.

export const ENDINGS = {
  left: ["You left the call", "The others may still be in it. You can go back in while it lasts."],
  lost: ["The connection was lost", "You can go back in while the call lasts."],
  replaced: ["The call moved", "Your seat was opened on another page or device, and the call goes on there."],
  removed: ["You were taken out of the call", "The host or the marketplace closed your seat."],
  refused: ["You cannot go in just now", "The call is full, or your seat is not open any more."],
  "ended-by-host": ["The call has ended", "The host ended it for everybody. What happens next is said in the thread and in your calendar."],
  "time-over": ["The call has ended", "Its time is over. What happens next is said in the thread and in your calendar."],
  cancelled: ["The interview was cancelled", "The call is closed."],
  "proposal-closed": ["The interview is void", "Its proposal is closed on the marketplace, so the call had to end."],
  "closed-by-marketplace": ["The call was closed", "The marketplace closed this call."],
  "pass-revoked": ["This seat is closed", "Your personal link was replaced or withdrawn. Look for a newer message about the interview."],
  "too-fast": ["The connection was closed", "This page sent more than a call needs. You can go back in."],
  unreadable: ["The connection was closed", "This page sent what the call does not understand. You can go back in."],
  withheld: ["The connection was closed", "Something in it would have given a contact detail away. The marketplace has been told."],
};

export const CLOSING = {
  "proposal-closed": "The proposal was closed on the marketplace.",
  cancelled: "The interview was cancelled.",
  "closed-by-marketplace": "The marketplace is closing this call.",
};

export const WORDS = {
  connecting: ["Connecting", "One moment."],
  first: ["You are the first", "The others appear here when they come in."],
  reconnecting: "Reconnecting. Stay on this page.",
  mediaReconnecting: (label) => `Reconnecting to ${label}.`,
  back: "Connected again.",
  blocked: "This network seems to block calls. Another network, for instance your phone’s, usually helps.",
  joined: (label) => `${label} came in.`,
  left: (label) => `${label} left.`,
  away: "reconnecting",
  muted: "Microphone off.",
  unmuted: "Microphone on.",
  cameraOff: "Camera off.",
  cameraOn: "Camera on.",
  noDevices: "No camera and no microphone here. You can listen and watch; the others know you are in.",
  noCamera: "No camera here. The others hear you and see your name.",
  noMicrophone: "No microphone here. The others see you but cannot hear you.",
  denied: "The browser does not let this page use camera or microphone. Allow it beside the address, then press the button again.",
  minutesLeft: (minutes) => (minutes === 1 ? "1 min left" : `${minutes} min left`),
  timeUp: "Time is up",
  closesIn: (why, minutes) => `${why} This call ends in ${minutes <= 1 ? "a minute" : `${minutes} minutes`}.`,
  endForAll: (count) => (count > 1 ? `End for all ${count}` : "End for all"),
  hosts: "hosts",
  you: "you",
};
