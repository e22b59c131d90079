// One socket per tab, shared by all modules of the page. It reconnects by itself, rejoins its rooms and resumes them,
// synchronises the clock, and reports its state: "connecting", "open", "lost", "polling" or "ended".
//
//   import { socket } from "./socket.js";
//   socket.on("message", (frame) => …);      // any frame type of the protocol; "state" for the connection
//   socket.send({ type: "typing", room });   // false when the connection is down: nothing is queued here
//   socket.join(room, () => ({ since, epoch }));

import { me } from "./api.js";
import { afterClose, askedToWait, delayOf, laterOf } from "./chat/backoff.js";
import { syncClock } from "./clock.js";

const PING_EVERY = 20_000;
const REPLY_WITHIN = 10_000;
const OPEN_WITHIN = 12_000;
const GIVE_UP_AFTER = 3; // failed attempts in a row until pages poll over HTTP instead

class Socket {
  #listeners = new Map();
  #rooms = new Map();
  #ws = null;
  #failures = 0;
  #timers = {};
  #asked = 0;
  state = "idle";
  /** Why it ended permanently: "signed-out", "banned". */
  reason = null;
  /** The epoch of the sequence numbers, as the server sent it last. */
  epoch = undefined;

  /** Calls `fn` for every frame of that type; returns a function that stops it. */
  on(type, fn) {
    if (!this.#listeners.has(type)) this.#listeners.set(type, new Set());
    this.#listeners.get(type).add(fn);
    return () => this.#listeners.get(type).delete(fn);
  }

  get isOpen() {
    return this.state === "open";
  }

  /** Connects for a signed-in person; does nothing for a guest. */
  start() {
    if (!me() || this.state !== "idle") return;
    if (!("WebSocket" in window)) {
      this.#become("polling"); // pages poll over HTTP
      return;
    }
    addEventListener("online", () => this.#wake());
    addEventListener("offline", () => this.#doubt());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.#wake(); });
    addEventListener("pageshow", (event) => { if (event.persisted) this.#wake(); });
    addEventListener("pagehide", () => this.#ws?.close(1000));
    this.#open();
  }

  /** Sends a frame now; returns false when the connection is down. */
  send(frame) {
    if (!this.isOpen || this.#ws?.readyState !== WebSocket.OPEN) return false;
    this.#ws.send(JSON.stringify(frame));
    return true;
  }

  /** Joins a room, now and after every reconnect; `position` returns `{since, epoch}` at that moment. */
  join(room, position = () => ({})) {
    this.#rooms.set(room, position);
    this.rejoin(room);
  }

  rejoin(room) {
    const position = this.#rooms.get(room);
    if (position) this.send({ type: "join", room, ...position() });
  }

  leave(room) {
    if (this.#rooms.delete(room)) this.send({ type: "leave", room });
  }

  hasJoined(room) {
    return this.#rooms.has(room);
  }

  #open() {
    if (this.#ws || this.state === "ended") return;
    clearTimeout(this.#timers.retry);
    this.#become(this.#failures >= GIVE_UP_AFTER ? "polling" : this.state === "idle" ? "connecting" : "lost");
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    let ws;
    try {
      ws = new WebSocket(`${scheme}//${location.host}/ws`);
    } catch {
      this.#failed();
      return;
    }
    this.#ws = ws;
    this.#asked = Date.now();
    this.#timers.open = setTimeout(() => ws.close(), OPEN_WITHIN);
    ws.addEventListener("message", (event) => { if (ws === this.#ws) this.#hear(event.data); });
    ws.addEventListener("close", (event) => this.#closed(ws, event.code, event.reason));
  }

  #hear(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (!frame || typeof frame.type !== "string") return;
    clearTimeout(this.#timers.reply);
    if (frame.type === "welcome") this.#welcomed(frame);
    if (frame.type === "pong") syncClock(frame.at, { since: this.#asked });
    this.#emit(frame.type, frame);
  }

  #welcomed(frame) {
    clearTimeout(this.#timers.open);
    syncClock(frame.at, { since: this.#asked });
    this.#failures = 0;
    this.epoch = frame.epoch;
    this.#become("open");
    clearInterval(this.#timers.ping);
    this.#timers.ping = setInterval(() => this.#ping(), PING_EVERY);
    for (const room of this.#rooms.keys()) this.rejoin(room);
  }

  #ping(within = REPLY_WITHIN) {
    this.#asked = Date.now();
    if (!this.send({ type: "ping" })) return;
    clearTimeout(this.#timers.reply);
    // a dead connection may raise no event: without a reply it is taken as lost
    this.#timers.reply = setTimeout(() => this.#abandon(), within);
  }

  #abandon() {
    const ws = this.#ws;
    if (!ws) return;
    ws.close(4000, "silent");
    this.#closed(ws, 1006); // the close event of a dead connection may take a minute
  }

  #closed(ws, code, why) {
    if (ws !== this.#ws) return;
    this.#ws = null;
    for (const name of ["open", "reply"]) clearTimeout(this.#timers[name]);
    clearInterval(this.#timers.ping);
    const next = afterClose(code);
    if (next === "again") {
      this.#failed(askedToWait(code, why));
      return;
    }
    if (next === "later") {
      this.#failures = GIVE_UP_AFTER; // it polls meanwhile
      this.#failed(laterOf());
      return;
    }
    this.reason = next;
    this.#become("ended");
    if (next === "signed-out") location.assign(`/masuk?next=${encodeURIComponent(location.pathname)}`);
  }

  /** `asked` is how many milliseconds the server asked the client to wait. */
  #failed(asked = null) {
    const wait = asked ?? delayOf(this.#failures);
    this.#failures += 1;
    this.#become(this.#failures >= GIVE_UP_AFTER ? "polling" : "lost");
    clearTimeout(this.#timers.retry);
    this.#timers.retry = setTimeout(() => this.#open(), wait);
  }

  /** Visible or online again: reconnects without the backoff, and checks a connection that seems open. */
  #wake() {
    if (this.state === "ended") return;
    if (this.isOpen) this.#ping(5000);
    else if (!this.#ws) this.#open();
  }

  /** The browser reports that it is offline. An open connection may not notice: it is checked; one that is opening is abandoned. */
  #doubt() {
    if (this.isOpen) this.#ping(3000);
    else if (this.#ws) this.#abandon();
    else this.#emit("state", { type: "state", state: this.state });
  }

  #become(state) {
    if (this.state === state) return;
    const before = this.state;
    this.state = state;
    this.#emit("state", { type: "state", state, before });
  }

  /** Emits a frame that was received over HTTP. */
  tell(frame) {
    if (typeof frame?.type === "string") this.#emit(frame.type, frame);
  }

  #emit(type, frame) {
    for (const fn of [...(this.#listeners.get(type) ?? [])]) {
      try {
        fn(frame);
      } catch (cause) {
        console.error(cause); // one listener that fails must not stop the others
      }
    }
  }
}

export const socket = new Socket();
