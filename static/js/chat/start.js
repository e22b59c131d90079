// Starts the modules that use the socket. For guests only the clocks run.

import { me } from "../api.js";
import { start as clocks } from "../clock.js";
import { socket } from "../socket.js";
import { reportVisibility } from "./visibility.js";
import { flushOtherRooms } from "./other-rooms.js";
import { inbox } from "./inbox.js";
import { room } from "./room.js";
import { openOffers } from "./open-offers.js";
import { connectionStrip } from "./connection-strip.js";

clocks();

if (me()) {
  connectionStrip.start();
  inbox();
  openOffers();
  reportVisibility();
  const here = document.querySelector("[data-chat]");
  if (here) room(here);
  socket.on("welcome", () => flushOtherRooms(here?.dataset.chat).catch(() => {}));
  socket.start();
}
