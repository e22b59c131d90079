// The message that is being replied to, shown above the field.

import { excerptOf } from "./quotes.js";

/** @param {import("./quotes.js").Quotes} quotes */
export function reply(root, log, quotes, onChange) {
  const panel = () => root.querySelector("[data-quoting]");
  const field = () => root.querySelector("[data-send] textarea");
  let seq = 0;

  function set(next) {
    const entry = next ? log.at(next) : null;
    seq = entry && !entry.matches(".gone") ? next : 0;
    const place = panel();
    if (!place) return;
    place.hidden = !seq;
    if (seq) quotes.write(place, excerptOf(entry));
    onChange(seq);
  }

  root.addEventListener("click", (event) => {
    if (!event.target.closest("[data-unquote]")) return;
    set(0);
    field()?.focus();
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !seq || !event.target.matches("[data-send] textarea")) return;
    event.preventDefault();
    set(0);
  });

  return {
    get seq() {
      return seq;
    },
    set,
    start(bubble) {
      set(Number(bubble.dataset.seq));
      field()?.focus();
    },
    /** It was deleted meanwhile. */
    erased: (gone) => { if (gone === seq) set(0); },
    /** Removes it and returns it for sending. */
    take() {
      const taken = seq;
      if (seq) set(0);
      return taken ? { quote: taken } : {};
    },
  };
}
