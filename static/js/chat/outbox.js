// Messages that are not committed yet. Each is stored before it is sent and removed when the server has committed it, so that
// a message typed offline or just before a reload is sent later, once: its id is made here and stays the same. When the server
// refuses messages for now, the first is sent again after a pause, and the rest when it is accepted.

import { me, newId } from "../api.js";
import { upload } from "../upload.js";
import { pauseOf } from "./backoff.js";
import { passesOverHttp } from "./refusal.js";
import { drop, keep, kept } from "./store.js";

const ACK_WITHIN = 6_000;

export const placeOf = (room) => `${me()}/${room}`;

/** The fields of an entry in the `send` command. */
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
   * `way.ready()`: whether messages can be sent now; `way.deliver(entry)` sends one, or returns false;
   * `way.show(entry)` is called whenever the state of an entry changes: "waiting", "sending", "failed".
   */
  constructor(room, way) {
    this.#room = room;
    this.#way = way;
  }

  /** Loads entries of an earlier page; `isThere(id)` is whether the server has one already. */
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

  /** Sends all waiting entries, in the order in which they were written. */
  flush() {
    this.#letGo();
    for (const entry of this.#waiting()) this.#send(entry);
  }

  retry(id) {
    const entry = this.#entries.get(id);
    if (!entry) return;
    if (entry.file) entry.photo = null; // perhaps the photo was not found: it is uploaded again
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

  /** An entry was committed. Returns it, or undefined when it is not in this outbox. */
  settle(id) {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    this.#forget(id);
    if (this.#holding) this.flush();
    return entry;
  }

  /** The server refused an entry permanently, with a message for people. */
  refuse(id, why) {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    clearTimeout(this.#timers.get(id));
    this.#mark(entry, "failed", why);
    keep(entry);
    if (this.#holding) this.flush();
    return true;
  }

  /** The server refused an entry for now: it waits and is sent again after a pause. */
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

  /** The connection broke: it is unknown which entries arrived, so that all are sent again under the same ids. */
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

  /** Uploads the photo. Resolves to whether the message may be sent. */
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
