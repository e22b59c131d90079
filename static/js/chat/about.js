// Tells the server whether somebody is before this screen. A socket counts as being about until it says otherwise.

import { socket } from "../socket.js";

export function about() {
  const tell = () => socket.send({ type: "presence", online: !document.hidden });
  document.addEventListener("visibilitychange", tell);
  socket.on("welcome", () => { if (document.hidden) tell(); });
}
