// Messages on their way. Each is written down before it is sent and struck out when the server has committed it, so that
// what was typed offline or just before a reload goes out later, once: the id is made here and stays the same.

import { me, newId } from "../api.js";
import { socket } from "../socket.js";
import { drop, keep, kept } from "./store.js";

const ACK_WITHIN = 15_000;

const placeOf = (room) => `${me()}/${room}`;

export class Outbox {
  #entries = new Map();
  #timers = new Map();
  #room;
  #show;
  /** How an entry is sent; answers false when it cannot go now. Replaced while the page asks over HTTP. */
  deliver = (entry) => socket.send({ type: "send", room: entry.room, id: entry.id, text: entry.text });

  /** `show(entry)` is called whenever an entry's state changes: "waiting", "sending", "failed". */
  constructor(room, show) {
    this.#room = room;
    this.#show = show;
  }

  /** What an earlier page left behind; `isThere(id)` says what the server already had. */
  async restore(isThere) {
    for (const entry of await kept(placeOf(this.#room))) {
      if (isThere(entry.id)) drop(entry.id);
      else if (!this.#entries.has(entry.id)) {
        this.#entries.set(entry.id, entry);
        this.#mark(entry, entry.state === "failed" ? "failed" : "waiting", entry.why);
      }
    }
  }

  async add(text) {
    const entry = { id: newId(), place: placeOf(this.#room), room: this.#room, text, at: Date.now(), state: "waiting" };
    this.#entries.set(entry.id, entry);
    this.#mark(entry, "waiting");
    await keep(entry);
    this.flush();
  }

  /** Sends all that waits, in the order it was written. */
  flush() {
    for (const entry of this.#entries.values()) if (entry.state === "waiting") this.#send(entry);
  }

  retry(id) {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#mark(entry, "waiting");
    this.#send(entry);
  }

  discard(id) {
    this.#forget(id);
  }

  has(id) {
    return this.#entries.has(id);
  }

  /** Committed. Answers the entry, or undefined when it was not ours. */
  settle(id) {
    const entry = this.#entries.get(id);
    if (entry) this.#forget(id);
    return entry;
  }

  /** The server refused it, with a sentence for people. */
  refuse(id, why) {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    clearTimeout(this.#timers.get(id));
    this.#mark(entry, "failed", why);
    keep(entry);
    return true;
  }

  /** Could not go just now; goes with the next flush. */
  later(id) {
    const entry = this.#entries.get(id);
    if (!entry) return;
    clearTimeout(this.#timers.get(id));
    this.#mark(entry, "waiting");
  }

  /** The line broke: nobody knows what arrived, so all of it goes again under the same ids. */
  interrupted() {
    for (const entry of this.#entries.values()) {
      clearTimeout(this.#timers.get(entry.id));
      if (entry.state === "sending") this.#mark(entry, "waiting");
    }
  }

  #send(entry) {
    if (!this.deliver(entry)) return;
    this.#mark(entry, "sending");
    clearTimeout(this.#timers.get(entry.id));
    this.#timers.set(entry.id, setTimeout(() => this.refuse(entry.id, ""), ACK_WITHIN));
  }

  #mark(entry, state, why) {
    entry.state = state;
    entry.why = why;
    this.#show(entry);
  }

  #forget(id) {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#entries.delete(id);
    drop(id);
  }
}

/** Sends what waits for rooms that are not on this page: somebody wrote offline and then went elsewhere. */
export async function flushElsewhere(here) {
  const waiting = (await kept()).filter((entry) => entry.place.startsWith(`${me()}/`) && entry.room !== here && entry.state !== "failed");
  if (!waiting.length || !socket.isOpen) return;
  const left = new Map(waiting.map((entry) => [entry.id, entry]));
  const rooms = new Set(waiting.map((entry) => entry.room));
  const finish = (id) => {
    const entry = left.get(id);
    if (!entry) return;
    left.delete(id);
    if (left.size) return;
    stop();
  };
  const offs = [
    socket.on("joined", ({ room }) => {
      if (rooms.has(room)) for (const entry of left.values()) if (entry.room === room) socket.send({ type: "send", room, id: entry.id, text: entry.text });
    }),
    socket.on("ack", ({ id }) => { if (left.has(id)) drop(id).then(() => finish(id)); }),
    socket.on("error", ({ id, message }) => {
      const entry = left.get(id);
      if (entry) keep({ ...entry, state: "failed", why: message }).then(() => finish(id));
    }),
    socket.on("state", ({ state }) => { if (state !== "open") stop(); }),
  ];
  const stop = () => {
    for (const off of offs) off();
    for (const room of rooms) if (room !== here) socket.leave(room);
  };
  for (const room of rooms) socket.join(room);
  setTimeout(stop, ACK_WITHIN);
}
