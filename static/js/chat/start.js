// Starts the modules that use the socket. For guests only the clocks run.

import { me } from "../api.js";
import { start as clocks } from "../clock.js";
import { socket } from "../socket.js";
import { about } from "./about.js";
import { flushElsewhere } from "./elsewhere.js";
import { inbox } from "./inbox.js";
import { room } from "./room.js";
import { stall } from "./stall.js";
import { strip } from "./strip.js";

clocks();

if (me()) {
  strip.start();
  inbox();
  stall();
  about();
  const here = document.querySelector("[data-chat]");
  if (here) room(here);
  socket.on("welcome", () => flushElsewhere(here?.dataset.chat).catch(() => {}));
  socket.start();
}
