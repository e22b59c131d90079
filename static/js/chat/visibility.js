// Sends the server whether this page is visible. Without such a command a socket counts as visible.

import { socket } from "../socket.js";

export function reportVisibility() {
  const tell = () => socket.send({ type: "presence", online: !document.hidden });
  document.addEventListener("visibilitychange", tell);
  socket.on("welcome", () => { if (document.hidden) tell(); });
}
