// The draft of a room, stored on this device: its text, the message it replies to, and a photo.

import { me } from "../api.js";
import { drop, keep, kept } from "./store.js";

const keyOf = (room) => `draft/${me()}/${room}`;

export function drafts(room) {
  const key = keyOf(room);
  return {
    /** `{text, quote}`; fields without a value are missing. */
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
        // storage may be unavailable; then the draft exists as long as the page
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
