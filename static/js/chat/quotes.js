// Quotes: an excerpt of the message that is replied to, above the reply. An event has only its sequence number; the excerpt is
// taken from the message on the page, or fetched.

import { get, me } from "../api.js";
import { say } from "../words.js";

const LONGEST = 160;

/** The excerpt of a bubble on the page: `{seq, mine, text, pic, deleted}`. */
export function excerptOf(entry) {
  const text = (entry.querySelector("[data-text]") ?? entry.querySelector(".sum"))?.textContent ?? (entry.matches(".system-message") ? entry.textContent : "");
  const image = entry.querySelector("[data-photo] img");
  return {
    seq: Number(entry.dataset.seq),
    mine: entry.matches(".mine") || entry.querySelector(".offer.mine") !== null,
    house: entry.matches(".system-message"),
    text: text.slice(0, LONGEST),
    pic: image?.getAttribute("src") ?? null,
    deleted: entry.matches(".gone"),
  };
}

/** The excerpt of a message of the API. */
export const excerptFrom = (message) => ({
  seq: message.seq,
  mine: message.sender === me(),
  house: !message.sender,
  text: message.text.slice(0, LONGEST),
  pic: message.photo?.thumbnail ?? null,
  deleted: Boolean(message.deleted),
});

/** The text of an excerpt on screen. */
export const wordsFor = ({ text, pic, deleted }) => (deleted ? say("chat-quote-deleted") : text || (pic ? say("chat-photo") : ""));

export class Quotes {
  #room;
  #name;
  #log;

  /** @param {import("./bubbles.js").Log} log */
  constructor(room, name, log) {
    this.#room = room;
    this.#name = name;
    this.#log = log;
  }

  /** The name above an excerpt. */
  whose({ mine, house }) {
    if (house) return "";
    return mine ? say("chat-quote-you") : this.#name;
  }

  /** Writes an excerpt into `place` ([data-quote-who], [data-quote-text], img). */
  write(place, excerpt) {
    place.querySelector("[data-quote-who]").textContent = this.whose(excerpt);
    place.querySelector("[data-quote-text]").textContent = wordsFor(excerpt);
    const image = place.querySelector("img");
    image.hidden = !excerpt.pic || excerpt.deleted;
    if (image.hidden) image.removeAttribute("src");
    else image.src = excerpt.pic;
    place.classList.toggle("gone", excerpt.deleted);
  }

  /** Fills the quote of a bubble that replies to `seq`. */
  async fill(bubble, seq) {
    const place = bubble.querySelector("[data-quote]");
    if (!place) return;
    place.dataset.quote = String(seq);
    place.href = `#pesan-${seq}`;
    const here = this.#log.at(seq);
    if (here) {
      this.write(place, excerptOf(here));
      return;
    }
    try {
      const { messages } = await get(`/api/rooms/${encodeURIComponent(this.#room)}/messages?before=${seq + 1}&limit=1`);
      const message = messages.find((one) => one.seq === seq);
      if (message) this.write(place, excerptFrom(message));
    } catch {
      // the reply is readable without it; a reload shows the quote
    }
  }

  /** The message that they quote was deleted. */
  erased(seq) {
    for (const place of this.#log.el.querySelectorAll(`[data-quote="${seq}"]`)) {
      const mine = place.querySelector("[data-quote-who]").textContent === say("chat-quote-you");
      this.write(place, { mine, text: "", pic: null, deleted: true });
    }
  }

  /** Pressing a quote scrolls to the quoted message; `fetchUpTo(seq)` loads older messages. */
  follow(fetchUpTo) {
    this.#log.el.addEventListener("click", async (event) => {
      const link = event.target.closest("a[data-quote]");
      if (!link) return;
      event.preventDefault();
      const seq = Number(link.dataset.quote);
      if (!this.#log.at(seq)) {
        link.setAttribute("aria-busy", "true");
        await fetchUpTo(seq);
        link.removeAttribute("aria-busy");
      }
      const entry = this.#log.at(seq);
      if (!entry) return;
      const target = entry.matches(".slot") ? entry.firstElementChild : entry;
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      target.scrollIntoView({ block: "center", behavior: still ? "instant" : "smooth" });
      target.focus({ preventScroll: true });
      target.classList.remove("pointed");
      requestAnimationFrame(() => target.classList.add("pointed"));
    });
    this.#log.el.addEventListener("animationend", (event) => event.target.classList.remove("pointed"));
  }
}
