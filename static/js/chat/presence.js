// Shows whether the other member is online or typing.

import { serverNow } from "../clock.js";
import { socket } from "../socket.js";
import { say } from "../words.js";
import { agoText } from "./when.js";

const SHOWN_FOR = 5000;
const SAY_EVERY = 3000;

export function presence(root, room, other) {
  const line = root.querySelector("[data-presence]");
  const avatar = root.querySelector(".room-bar .avatar");
  const dots = root.querySelector("[data-typing]");
  let online = avatar?.classList.contains("online") ?? false;
  let seen = line?.dataset.seen ? Date.parse(line.dataset.seen) : null;
  let typing = 0;

  function paint() {
    if (!line) return;
    avatar?.classList.toggle("online", online);
    if (typing) line.textContent = say("chat-typing");
    else if (online) line.textContent = say("chat-online");
    else line.textContent = seen ? say("chat-seen", { ago: agoText(seen, serverNow()) }) : "";
  }

  function stopTyping() {
    clearTimeout(typing);
    typing = 0;
    dots.hidden = true;
    paint();
  }

  function isHere(here) {
    if (online && !here) seen = serverNow();
    online = here;
    if (!here) stopTyping();
    paint();
  }

  socket.on("joined", (frame) => { if (frame.room === room && Array.isArray(frame.present)) isHere(frame.present.includes(other)); });
  socket.on("presence", (frame) => { if (frame.room === room && frame.user === other) isHere(Boolean(frame.online)); });
  socket.on("typing", (frame) => {
    if (frame.room !== room || (frame.user && frame.user !== other)) return;
    clearTimeout(typing);
    typing = setTimeout(stopTyping, SHOWN_FOR);
    dots.hidden = false;
    paint();
  });
  // without a connection it is unknown: the last known state is shown with its time
  socket.on("state", ({ state }) => { if (state === "lost") isHere(false); });
  setInterval(paint, 30_000);

  return { stopTyping };
}

/** Sends that this person is typing, at most every three seconds. */
export function typingSender(room) {
  let last = 0;
  return () => {
    const now = Date.now();
    if (now - last < SAY_EVERY) return;
    if (socket.send({ type: "typing", room })) last = now;
  };
}
