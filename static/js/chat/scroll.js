// The scroll position in the conversation. On wide screens the log scrolls, on phones the page. For a reader who scrolled up,
// new messages are counted in a pill and the position stays.

import { say } from "../words.js";

const NEAR = 80; // px from the end that still count as the end

export class Scroll {
  #count = 0;
  #log;
  #pill;
  #wasAtEnd = true;
  /** Called when the reader reaches the end. */
  onEnd = () => {};

  constructor(log, pill) {
    this.#log = log;
    this.#pill = pill;
    pill.addEventListener("click", () => {
      this.toEnd(true);
      log.focus({ preventScroll: true });
    });
    const moved = () => {
      this.#wasAtEnd = this.atEnd;
      if (this.#wasAtEnd) this.#arrived();
    };
    log.addEventListener("scroll", moved, { passive: true });
    addEventListener("scroll", moved, { passive: true });
    // an opening keyboard or a growing composer must not cover the last message
    const keepEnd = () => { if (this.#wasAtEnd) this.toEnd(); };
    addEventListener("resize", keepEnd);
    const composer = pill.parentElement;
    const around = new ResizeObserver(() => {
      document.documentElement.style.setProperty("--composer-h", `${composer.offsetHeight}px`);
      keepEnd();
    });
    for (const part of [composer, document.querySelector("[data-connection]")]) if (part) around.observe(part);
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
    else if (n > 0) {
      this.#count += n;
      this.#show();
    }
  }

  /** Runs `change`, which adds entries above, and keeps the visible entries in place. */
  above(change) {
    const box = this.#box;
    const [height, top] = [box.scrollHeight, box.scrollTop];
    box.classList.add("no-anchor");
    change();
    box.scrollTo({ top: top + box.scrollHeight - height, behavior: "instant" });
    requestAnimationFrame(() => box.classList.remove("no-anchor"));
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
