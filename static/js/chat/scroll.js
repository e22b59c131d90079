// The scroll position in the conversation. On wide screens the log scrolls, on phones the page. Content never moves what is read:
// whatever grows or shrinks, a reader at the end stays at the end, and for one who scrolled up the entry at the top of the view
// stays where it is and new messages are counted in a pill.

import { say } from "../words.js";

const NEAR = 80; // px from the end that still count as the end

export class Scroll {
  #count = 0;
  #log;
  #pill;
  #root;
  #wasAtEnd = true;
  /** The first entry that is visible to a reader who scrolled up, and where it is on the screen. */
  #first = null;
  /** Called when the reader reaches the end. */
  onEnd = () => {};

  constructor(log, pill) {
    this.#log = log;
    this.#pill = pill;
    this.#root = log.closest("[data-chat]");
    pill.addEventListener("click", () => {
      this.toEnd(true);
      log.focus({ preventScroll: true });
    });
    const moved = () => {
      this.#wasAtEnd = this.atEnd;
      // the bars fold for who reads back, but not over the place at the top of the log that is theirs
      this.#root.classList.toggle("reads-back", !this.#wasAtEnd && this.#box.scrollTop > NEAR);
      this.#note();
      if (this.#wasAtEnd) this.#arrived();
    };
    log.addEventListener("scroll", moved, { passive: true });
    addEventListener("scroll", moved, { passive: true });
    addEventListener("resize", () => this.#keep());
    // an opening keyboard, a growing composer or a photo that is loaded must not cover the last message
    const composer = pill.parentElement;
    const around = new ResizeObserver(() => {
      document.documentElement.style.setProperty("--composer-h", `${composer.offsetHeight}px`);
      this.#keep();
    });
    const head = this.#root.querySelector(".room-top");
    for (const part of [log, head, composer, document.querySelector("[data-connection]")]) if (part) around.observe(part);
  }

  get #box() {
    const own = getComputedStyle(this.#log).overflowY;
    return own === "auto" || own === "scroll" ? this.#log : document.scrollingElement;
  }

  get atEnd() {
    const box = this.#box;
    return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
  }

  toEnd(gently = false) {
    const box = this.#box;
    const still = !gently || matchMedia("(prefers-reduced-motion: reduce)").matches;
    box.scrollTo({ top: box.scrollHeight, behavior: still ? "instant" : "smooth" });
    this.#wasAtEnd = true;
    this.#arrived();
  }

  /** Runs `change`, which adds entries below; scrolls along when the reader was at the end, else adds `n` to the pill. */
  below(change, n = 1, follow = false) {
    const stay = this.atEnd || follow;
    change();
    if (stay) this.toEnd();
    else {
      this.#keep();
      if (n > 0) {
        this.#count += n;
        this.#show();
      }
    }
  }

  /** Runs `change`, which adds entries above, and keeps the visible entries in place. */
  above(change) {
    this.#wasAtEnd = false;
    this.#note();
    change();
    this.#keep();
  }

  /** An offer is in an element without a box. */
  static #top(entry) {
    return (entry.matches(".slot") ? entry.firstElementChild : entry).getBoundingClientRect().top;
  }

  #note() {
    this.#first = null;
    if (this.#wasAtEnd) return;
    const top = this.#root.querySelector(".room-bar").getBoundingClientRect().bottom;
    const entries = [...this.#log.querySelectorAll("[data-message]")];
    const entry = entries.find((one) => Scroll.#top(one) >= top) ?? entries.at(-1);
    if (entry) this.#first = { entry, top: Scroll.#top(entry) };
  }

  /** Puts the view back to the end, or to the noted entry. */
  #keep() {
    if (this.#wasAtEnd) {
      this.toEnd();
      return;
    }
    if (!this.#first?.entry.isConnected) return;
    const by = Scroll.#top(this.#first.entry) - this.#first.top;
    if (Math.abs(by) >= 1) this.#box.scrollBy({ top: by, behavior: "instant" });
  }

  #arrived() {
    this.#count = 0;
    this.#show();
    this.onEnd();
  }

  #show() {
    this.#pill.hidden = this.#count === 0;
    if (this.#count) this.#pill.querySelector("[data-new-text]").textContent = say(this.#count === 1 ? "chat-new-one" : "chat-new", { n: this.#count });
  }
}
