// Message bubbles: made from <template id="bubble"> (the same markup as templates/chat/_message.html), in `seq` order, with a
// separator for each day. Message texts are set as text, never as HTML.

import { serverNow } from "../clock.js";
import { say } from "../words.js";
import { write } from "./links.js";
import { mark, remarkOf } from "./marks.js";
import { showPhoto } from "./photo.js";
import { placeOf } from "./timeline.js";
import { clockTime, dayKey, dayLabel } from "./when.js";

export class Log {
  #name;

  /** @param {HTMLElement} el the role=log element; @param {string} zone WIB, WITA or WIT; @param {string} name the other member's */
  constructor(el, zone, name) {
    this.el = el;
    this.zone = zone;
    this.#name = name;
  }

  find(id) {
    return this.el.querySelector(`[data-message="${CSS.escape(id)}"]`);
  }

  /** The entry with a sequence number. */
  at(seq) {
    return this.el.querySelector(`[data-message][data-seq="${Number(seq)}"]`);
  }

  entries() {
    return [...this.el.querySelectorAll("[data-message]")];
  }

  /** The ids and sequence numbers of the entries that the server rendered. */
  known() {
    return this.entries().map((entry) => ({ id: entry.dataset.message, seq: entry.dataset.seq ? Number(entry.dataset.seq) : null }));
  }

  /** The highest sequence number of a message of the other member, for the read mark. */
  lastTheirs() {
    const theirs = this.entries().filter((entry) => entry.dataset.seq && !entry.classList.contains("mine"));
    return theirs.reduce((top, entry) => Math.max(top, Number(entry.dataset.seq)), 0);
  }

  /** Adds a message; `state` is for own ones only. */
  add({ id, seq, text, at, mine, state, photo, quote, deleted, price }) {
    const bubble = document.getElementById("bubble").content.firstElementChild.cloneNode(true);
    bubble.classList.add(mine ? "mine" : "theirs", "arrive");
    bubble.dataset.message = id;
    if (price) bubble.dataset.price = String(price);
    const words = bubble.querySelector("[data-text]");
    if (text) write(words, text);
    else words.remove();
    this.picture(bubble, photo);
    if (!quote) bubble.querySelector("[data-quote]").remove();
    const report = bubble.querySelector("[data-report]");
    if (mine) report.remove();
    else report.href = report.getAttribute("href").replace("message=", `message=${id}`);
    if (!mine) bubble.querySelector("[data-erase]").remove();
    this.#stamp(bubble, at);
    if (mine) this.mark(bubble, state ?? "sent");
    if (deleted) this.#bury(bubble);
    this.place(bubble, seq);
    return bubble;
  }

  /** Shows the photo; replaces a local preview by the server's image. */
  picture(bubble, photo) {
    const alt = bubble.classList.contains("mine") ? say("chat-photo-mine") : say("chat-photo-alt", { name: this.#name });
    showPhoto(bubble, photo, alt);
  }

  /** Shows a message as deleted. Returns whether it is on the page. */
  erase(seq) {
    const bubble = this.at(seq);
    if (!bubble || bubble.matches(".gone")) return Boolean(bubble);
    const focused = bubble.contains(document.activeElement);
    this.#bury(bubble);
    if (focused) bubble.focus({ preventScroll: true });
    return true;
  }

  #bury(bubble) {
    const stone = document.getElementById("deleted-text").content.firstElementChild.cloneNode(true);
    const when = bubble.querySelector(".when");
    when.querySelector("[data-mark]")?.remove();
    bubble.classList.add("gone");
    bubble.classList.remove("erasing");
    bubble.replaceChildren(stone, " ", when);
  }

  /** Inserts or moves an entry by its sequence number; one without a number is last. */
  place(entry, seq) {
    if (Number.isInteger(seq)) this.#number(entry, seq);
    const others = this.entries().filter((other) => other !== entry);
    const at = placeOf(others.map((other) => (other.dataset.seq ? Number(other.dataset.seq) : null)), entry.dataset.seq ? Number(entry.dataset.seq) : null);
    const next = others[at] ?? this.#tail();
    if (entry.nextElementSibling !== next || !entry.isConnected) this.el.insertBefore(entry, next);
    const remark = remarkOf(entry);
    if (remark) entry.after(remark);
    this.days();
  }

  #number(entry, seq) {
    entry.dataset.seq = String(seq);
    entry.id = `pesan-${seq}`;
    const field = entry.querySelector("[data-erase] [name=seq]");
    if (field) field.value = String(seq);
  }

  /** Takes an entry rendered by the server: updates the one with its id, or inserts it by its number. Returns whether it was new. */
  adopt(entry) {
    const old = this.find(entry.dataset.message);
    if (old?.dataset.seq && old.matches(".bubble")) {
      if (entry.matches(".gone")) this.erase(Number(entry.dataset.seq));
      else if (entry.dataset.state === "read" && old.dataset.state === "sent") this.mark(old, "read");
      const word = entry.querySelector("[data-contact-warning]");
      if (word && !old.matches(".gone") && !old.querySelector("[data-contact-warning]")) old.append(word);
      return false;
    }
    if (old) {
      old.replaceWith(entry);
      return false;
    }
    entry.classList.add("arrive");
    this.place(entry, Number(entry.dataset.seq));
    return true;
  }

  /** Inserts older entries above the others. */
  prepend(entries) {
    const first = this.entries()[0] ?? this.#tail();
    for (const entry of entries) if (!this.find(entry.dataset.message)) this.el.insertBefore(entry, first);
    this.days();
  }

  /** Sets the state of an own message: waiting, sending, sent, read, failed. */
  mark(bubble, state, why) {
    mark(bubble, state, why);
  }

  /** An own message was committed under `seq` at `at`. */
  sent(bubble, seq, at) {
    if (at) this.#stamp(bubble, at);
    if (bubble.dataset.state !== "read") this.mark(bubble, "sent");
    this.place(bubble, seq);
  }

  /** The other member has read up to `seq`. */
  readUpTo(seq) {
    for (const bubble of this.el.querySelectorAll('.bubble.mine[data-state="sent"][data-seq]')) {
      if (Number(bubble.dataset.seq) <= seq) this.mark(bubble, "read");
    }
  }

  remove(id) {
    const bubble = this.find(id);
    if (!bubble) return;
    remarkOf(bubble)?.remove();
    bubble.remove();
    this.days();
  }

  /** Updates the separators above the first entry of each day. */
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

  /** The element that stays below all messages. */
  #tail() {
    return this.el.querySelector("[data-typing]");
  }
}
