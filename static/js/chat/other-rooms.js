// Sends the queued messages of rooms that are not on this page: written offline before the person opened another page.

import { me } from "../api.js";
import { socket } from "../socket.js";
import { Outbox, wordsOf } from "./outbox.js";
import { passes } from "./refusal.js";
import { kept } from "./store.js";

const boxes = new Map(); // room → its outbox

function boxFor(room) {
  if (!boxes.has(room)) {
    boxes.set(room, new Outbox(room, {
      ready: () => socket.isOpen,
      deliver: (entry) => socket.send({ type: "send", room, ...wordsOf(entry) }),
    }));
  }
  return boxes.get(room);
}

let listening = false;

function listen() {
  if (listening) return;
  listening = true;
  const each = (act) => { for (const box of boxes.values()) act(box); };
  socket.on("ack", ({ id }) => each((box) => box.settle(id)));
  socket.on("error", ({ id, code, message }) => each((box) => {
    if (!box.has(id)) return;
    if (passes(code)) box.later(id);
    else box.refuse(id, message);
  }));
  socket.on("state", ({ state }) => { if (state !== "open") each((box) => box.interrupted()); });
}

/** `here` is the room on this page, which sends its messages itself. */
export async function flushOtherRooms(here) {
  const mine = (await kept()).filter((entry) => entry.place.startsWith(`${me()}/`) && entry.room !== here && entry.state !== "failed");
  if (!mine.length) return;
  listen();
  for (const room of new Set(mine.map((entry) => entry.room))) {
    await boxFor(room).restore();
    boxFor(room).flush();
  }
}
