// A half-written message, kept on this device for its room: words, what they answer, and a photo that was picked.

import { me } from "../api.js";
import { drop, keep, kept } from "./store.js";

const keyOf = (room) => `draft/${me()}/${room}`;

export function drafts(room) {
  const key = keyOf(room);
  return {
    /** `{text, quote}`, as far as there is something. */
    read() {
      try {
        return JSON.parse(localStorage.getItem(key) ?? "{}") ?? {};
      } catch {
        return {};
      }
    },
    write({ text, quote }) {
      try {
        if (text || quote) localStorage.setItem(key, JSON.stringify({ text, quote }));
        else localStorage.removeItem(key);
      } catch {
        // storage may be closed to us; the draft lives as long as the page
      }
    },
    async photo() {
      const [entry] = await kept(key);
      return entry?.file ?? null;
    },
    keepPhoto(file) {
      return file ? keep({ id: key, place: key, file, at: Date.now() }) : drop(key);
    },
  };
}
