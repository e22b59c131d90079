// Bubbles: made from <template id="bubble"> (the twin of templates/chat/_message.html), put in `seq` order, with a line
// for each new day. What people wrote is set as text, never as HTML.

import { serverNow } from "../clock.js";
import { say } from "../words.js";
import { write } from "./links.js";
import { placeOf } from "./timeline.js";
import { clockTime, dayKey, dayLabel } from "./when.js";

const MARKS = {
  waiting: ["fa-regular fa-clock", "chat-waiting"],
  sending: ["fa-regular fa-clock", "chat-sending"],
  sent: ["fa-solid fa-check", "chat-sent"],
  read: ["fa-solid fa-check-double", "chat-read"],
};

export class Log {
  /** @param {HTMLElement} el the role=log element; @param {string} zone WIB, WITA or WIT */
  constructor(el, zone) {
    this.el = el;
    this.zone = zone;
  }

  find(id) {
    return this.el.querySelector(`[data-message="${CSS.escape(id)}"]`);
  }

  entries() {
    return [...this.el.querySelectorAll("[data-message]")];
  }

  /** The ids and numbers the page came with. */
  known() {
    return this.entries().map((entry) => ({ id: entry.dataset.message, seq: entry.dataset.seq ? Number(entry.dataset.seq) : null }));
  }

  firstSeq() {
    return Number(this.el.querySelector("[data-seq]")?.dataset.seq ?? 0);
  }

  /** The highest number of a message that is not mine, for the read mark. */
  lastTheirs() {
    const theirs = this.entries().filter((entry) => entry.dataset.seq && !entry.classList.contains("mine"));
    return theirs.reduce((top, entry) => Math.max(top, Number(entry.dataset.seq)), 0);
  }

  /** Shows a text message; `state` only for own ones. */
  addText({ id, seq, text, at, mine, state }) {
    const bubble = document.getElementById("bubble").content.firstElementChild.cloneNode(true);
    bubble.classList.add(mine ? "mine" : "theirs", "arrive");
    bubble.dataset.message = id;
    write(bubble.querySelector("[data-text]"), text);
    this.#stamp(bubble, at);
    if (mine) this.mark(bubble, state ?? "sent");
    this.place(bubble, seq);
    return bubble;
  }

  /** Puts an entry (again) where its number belongs; without a number it stands last. */
  place(entry, seq) {
    if (Number.isInteger(seq)) entry.dataset.seq = String(seq);
    const others = this.entries().filter((other) => other !== entry);
    const at = placeOf(others.map((other) => (other.dataset.seq ? Number(other.dataset.seq) : null)), entry.dataset.seq ? Number(entry.dataset.seq) : null);
    const next = others[at] ?? this.#tail();
    if (entry.nextElementSibling !== next || !entry.isConnected) this.el.insertBefore(entry, next);
    const remark = this.#remarkOf(entry);
    if (remark) entry.after(remark);
    this.days();
  }

  /** An entry made by the server: replaces the one with its id, or goes in by number. Answers whether it was new. */
  adopt(entry) {
    const old = this.find(entry.dataset.message);
    if (old) {
      old.replaceWith(entry);
      return false;
    }
    entry.classList.add("arrive");
    this.place(entry, Number(entry.dataset.seq));
    return true;
  }

  /** Older entries, above what is there. */
  prepend(entries) {
    const first = this.entries()[0] ?? this.#tail();
    for (const entry of entries) if (!this.find(entry.dataset.message)) this.el.insertBefore(entry, first);
    this.days();
  }

  /** Own bubbles: waiting, sending, sent, read, failed. */
  mark(bubble, state, why = "") {
    bubble.dataset.state = state;
    bubble.classList.toggle("sending", state === "sending" || state === "waiting");
    bubble.classList.toggle("failed", state === "failed");
    const mark = bubble.querySelector("[data-mark]");
    mark.hidden = state === "failed";
    if (MARKS[state]) {
      const [icon, key] = MARKS[state];
      mark.classList.toggle("trust", state === "read");
      mark.querySelector("i").className = icon;
      mark.querySelector(".visually-hidden").textContent = say(key);
    }
    this.#remarkOf(bubble)?.remove();
    if (state === "failed") {
      const remark = document.getElementById("failed").content.firstElementChild.cloneNode(true);
      remark.dataset.remark = bubble.dataset.message;
      remark.querySelector("[data-why]").textContent = why || say("chat-failed");
      for (const button of remark.querySelectorAll("button")) button.dataset.of = bubble.dataset.message;
      bubble.after(remark);
    }
  }

  /** Committed under `seq` at `at`. */
  sent(bubble, seq, at) {
    if (at) this.#stamp(bubble, at);
    if (bubble.dataset.state !== "read") this.mark(bubble, "sent");
    this.place(bubble, seq);
  }

  /** The other one has read up to `seq`. */
  readUpTo(seq) {
    for (const bubble of this.el.querySelectorAll('.bubble.mine[data-state="sent"][data-seq]')) {
      if (Number(bubble.dataset.seq) <= seq) this.mark(bubble, "read");
    }
  }

  remove(id) {
    const bubble = this.find(id);
    if (!bubble) return;
    this.#remarkOf(bubble)?.remove();
    bubble.remove();
    this.days();
  }

  /** One line above the first entry of each day. */
  days() {
    let day = "";
    const lines = new Map([...this.el.querySelectorAll(".day")].map((line) => [line.dataset.day, line]));
    for (const entry of this.entries()) {
      const key = entry.dataset.at ? dayKey(entry.dataset.at, this.zone) : day;
      if (key === day) continue;
      day = key;
      const line = lines.get(key) ?? this.#dayLine(key);
      lines.delete(key);
      line.textContent = dayLabel(key, serverNow(), this.zone);
      if (entry.previousElementSibling !== line) this.el.insertBefore(line, entry);
    }
    for (const line of lines.values()) line.remove();
  }

  #dayLine(key) {
    const line = document.createElement("div");
    line.className = "day";
    line.dataset.day = key;
    return line;
  }

  #stamp(bubble, at) {
    const moment = new Date(at);
    bubble.dataset.at = moment.toISOString();
    const time = bubble.querySelector("[data-time]");
    time.dateTime = bubble.dataset.at;
    time.textContent = clockTime(moment, this.zone);
  }

  #remarkOf(bubble) {
    return this.el.querySelector(`[data-remark="${CSS.escape(bubble.dataset.message)}"]`);
  }

  /** What always stands below the messages. */
  #tail() {
    return this.el.querySelector("[data-typing]");
  }
}
