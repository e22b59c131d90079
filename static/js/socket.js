// One socket per tab, shared by everything on the page. It comes back by itself, joins its rooms again where they
// left off, keeps the server's time, and says how it is: state "connecting", "open", "lost", "polling" or "ended".
//
//   import { socket } from "./socket.js";
//   socket.on("message", (frame) => …);      // any frame type of the protocol; "state" for the line itself
//   socket.send({ type: "typing", room });   // false when the line is down: nothing is queued here
//   socket.join(room, () => ({ since, epoch }));

import { me } from "./api.js";
import { afterClose, askedToWait, delayOf } from "./chat/backoff.js";
import { syncClock } from "./clock.js";

const PING_EVERY = 20_000;
const REPLY_WITHIN = 10_000;
const OPEN_WITHIN = 12_000;
const GIVE_UP_AFTER = 3; // failed openings in a row until pages ask over HTTP instead

class Socket {
  #listeners = new Map();
  #rooms = new Map();
  #ws = null;
  #failures = 0;
  #timers = {};
  #asked = 0;
  state = "idle";
  /** Why it ended for good: "signed-out", "banned", "too-many". */
  reason = null;
  /** The server's stream of numbers, as it named it last. */
  epoch = undefined;

  /** Calls `fn` for every frame of that type; answers the way to stop. */
  on(type, fn) {
    if (!this.#listeners.has(type)) this.#listeners.set(type, new Set());
    this.#listeners.get(type).add(fn);
    return () => this.#listeners.get(type).delete(fn);
  }

  get isOpen() {
    return this.state === "open";
  }

  /** Opens the line for a signed-in person; does nothing for a guest. */
  start() {
    if (!me() || this.state !== "idle") return;
    if (!("WebSocket" in window)) {
      this.#become("polling"); // pages ask over HTTP
      return;
    }
    addEventListener("online", () => this.#wake());
    addEventListener("offline", () => this.#doubt());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.#wake(); });
    addEventListener("pageshow", (event) => { if (event.persisted) this.#wake(); });
    addEventListener("pagehide", () => this.#ws?.close(1000));
    this.#open();
  }

  /** Sends a frame now, or answers false. */
  send(frame) {
    if (!this.isOpen || this.#ws?.readyState !== WebSocket.OPEN) return false;
    this.#ws.send(JSON.stringify(frame));
    return true;
  }

  /** Enters a room, now and after every reconnect; `position` answers `{since, epoch}` at that moment. */
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
    // a dead line does not always say so: no answer, no line
    this.#timers.reply = setTimeout(() => this.#abandon(), within);
  }

  #abandon() {
    const ws = this.#ws;
    if (!ws) return;
    ws.close(4000, "silent");
    this.#closed(ws, 1006); // the close event of a dead line may take a minute
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
    this.reason = next;
    this.#become("ended");
    if (next === "signed-out") location.assign(`/masuk?next=${encodeURIComponent(location.pathname)}`);
  }

  /** `asked` is how long the server said to stay away. */
  #failed(asked = null) {
    const wait = asked ?? delayOf(this.#failures);
    this.#failures += 1;
    this.#become(this.#failures >= GIVE_UP_AFTER ? "polling" : "lost");
    clearTimeout(this.#timers.retry);
    this.#timers.retry = setTimeout(() => this.#open(), wait);
  }

  /** Back in sight or back online: do not wait out the backoff, and do not trust an old line. */
  #wake() {
    if (this.state === "ended") return;
    if (this.isOpen) this.#ping(5000);
    else if (!this.#ws) this.#open();
  }

  /** The browser says the net is gone. An open line does not notice by itself: ask it. One that is opening will not. */
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

  /** A frame that came another way. */
  tell(frame) {
    if (typeof frame?.type === "string") this.#emit(frame.type, frame);
  }

  #emit(type, frame) {
    for (const fn of [...(this.#listeners.get(type) ?? [])]) {
      try {
        fn(frame);
      } catch (cause) {
        console.error(cause); // one listener that fails must not cut off the others
      }
    }
  }
}

export const socket = new Socket();
