// Messages on their way. Each is written down before it is sent and struck out when the server has committed it, so that
// what was typed offline or just before a reload goes out later, once: the id is made here and stays the same.
// When the server cannot take them for now, one knocks after a pause, and the rest follows when it was let in.

import { me, newId } from "../api.js";
import { upload } from "../upload.js";
import { pauseOf } from "./backoff.js";
import { passesOverHttp } from "./refusal.js";
import { drop, keep, kept } from "./store.js";

const ACK_WITHIN = 6_000;

export const placeOf = (room) => `${me()}/${room}`;

/** An entry as a message of the wire. */
export const wordsOf = (entry) => ({
  id: entry.id,
  text: entry.text,
  ...(entry.photo ? { photo: entry.photo.id } : {}),
  ...(entry.quote ? { quote: entry.quote } : {}),
});

export class Outbox {
  #entries = new Map();
  #timers = new Map();
  #uploads = new Map();
  #room;
  #way;
  #pause = 0;
  #refused = 0;
  #holding = false;

  /**
   * `way.ready()` whether anything can go now; `way.deliver(entry)` sends it, or answers false;
   * `way.show(entry)` is called whenever an entry's state changes: "waiting", "sending", "failed".
   */
  constructor(room, way) {
    this.#room = room;
    this.#way = way;
  }

  /** What an earlier page left behind; `isThere(id)` says what the server already had. */
  async restore(isThere = () => false) {
    for (const entry of await kept(placeOf(this.#room))) {
      if (isThere(entry.id)) drop(entry.id);
      else if (!this.#entries.has(entry.id)) {
        this.#entries.set(entry.id, entry);
        this.#mark(entry, entry.state === "failed" ? "failed" : "waiting", entry.why);
      }
    }
    return this.#entries.size;
  }

  /** `said` is `{text, quote?, file?, width?, height?}`. */
  async add(said) {
    const entry = { id: newId(), place: placeOf(this.#room), room: this.#room, at: Date.now(), state: "waiting", ...said };
    this.#entries.set(entry.id, entry);
    this.#mark(entry, "waiting");
    await keep(entry);
    if (!this.#holding) this.#send(entry);
  }

  /** Sends all that waits, in the order it was written. */
  flush() {
    this.#letGo();
    for (const entry of this.#waiting()) this.#send(entry);
  }

  retry(id) {
    const entry = this.#entries.get(id);
    if (!entry) return;
    if (entry.file) entry.photo = null; // perhaps it was the photo that was not found
    this.#mark(entry, "waiting");
    keep(entry);
    this.#send(entry);
  }

  discard(id) {
    this.#uploads.get(id)?.abort();
    this.#forget(id);
  }

  has(id) {
    return this.#entries.has(id);
  }

  get size() {
    return this.#entries.size;
  }

  /** Committed. Answers the entry, or undefined when it was not ours. */
  settle(id) {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    this.#forget(id);
    if (this.#holding) this.flush();
    return entry;
  }

  /** The server refused it for good, with a sentence for people. */
  refuse(id, why) {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    clearTimeout(this.#timers.get(id));
    this.#mark(entry, "failed", why);
    keep(entry);
    if (this.#holding) this.flush();
    return true;
  }

  /** Not now: it waits, and knocks again after a pause. */
  later(id) {
    const entry = this.#entries.get(id);
    if (!entry || entry.state === "failed") return;
    clearTimeout(this.#timers.get(id));
    this.#mark(entry, "waiting");
    this.#holding = true;
    if (this.#pause) return;
    this.#pause = setTimeout(() => {
      this.#pause = 0;
      const [first] = this.#waiting();
      if (first) this.#send(first);
    }, pauseOf(this.#refused));
    this.#refused += 1;
  }

  /** The line broke: nobody knows what arrived, so all of it goes again under the same ids. */
  interrupted() {
    this.#letGo();
    for (const entry of this.#entries.values()) {
      clearTimeout(this.#timers.get(entry.id));
      if (entry.state === "sending" && !this.#uploads.has(entry.id)) this.#mark(entry, "waiting");
    }
  }

  #waiting() {
    return [...this.#entries.values()].filter((entry) => entry.state === "waiting");
  }

  #letGo() {
    clearTimeout(this.#pause);
    this.#pause = 0;
    this.#refused = 0;
    this.#holding = false;
  }

  async #send(entry) {
    if (this.#uploads.has(entry.id) || !this.#way.ready()) return;
    if (entry.file && !entry.photo && !(await this.#upload(entry))) return;
    if (!this.#way.deliver(entry)) {
      this.#mark(entry, "waiting");
      return;
    }
    this.#mark(entry, "sending");
    clearTimeout(this.#timers.get(entry.id));
    this.#timers.set(entry.id, setTimeout(() => this.later(entry.id), ACK_WITHIN));
  }

  /** The photo first. Answers whether the message may follow. */
  async #upload(entry) {
    const stop = new AbortController();
    this.#uploads.set(entry.id, stop);
    this.#mark(entry, "sending");
    try {
      entry.photo = await upload(entry.file, { signal: stop.signal, onProgress: (part) => this.#way.progress?.(entry, part) });
    } catch (cause) {
      this.#uploads.delete(entry.id);
      if (passesOverHttp(cause.status)) this.later(entry.id);
      else this.refuse(entry.id, cause.message);
      return false;
    }
    this.#uploads.delete(entry.id);
    if (!this.#entries.has(entry.id)) return false;
    await keep(entry);
    return true;
  }

  #mark(entry, state, why) {
    entry.state = state;
    entry.why = why;
    this.#way.show?.(entry);
  }

  #forget(id) {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#entries.delete(id);
    drop(id);
  }
}
