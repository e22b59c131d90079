// When no socket can be opened: ask for new messages every three seconds, send by HTTP, and say so in the strip.

import { ApiError, get, post, put } from "../api.js";
import { socket } from "../socket.js";
import { strip } from "./strip.js";

const EVERY = 3000;

/** @param {{room, listing, other, role, after: () => number, onMessages: Function, onSent: Function, onLater: Function, onRefused: Function}} desk */
export function polling({ room, listing, other, role, after, onMessages, onSent, onLater, onRefused }) {
  let timer = 0;
  let on = false;
  let works = false;

  async function ask() {
    clearTimeout(timer);
    if (!on) return;
    if (!document.hidden) {
      try {
        const { messages = [] } = await get(`/api/rooms/${encodeURIComponent(room)}/messages?after=${after()}`);
        works = true;
        strip.polling();
        onMessages([...messages].sort((a, b) => a.seq - b.seq));
      } catch (cause) {
        if (cause instanceof ApiError && cause.status === 401) {
          location.assign(`/masuk?next=${encodeURIComponent(location.pathname)}`);
          return;
        }
        works = false;
        strip.lost();
      }
    }
    if (on) timer = setTimeout(ask, EVERY);
  }

  socket.on("state", ({ state }) => {
    const want = state === "polling";
    if (want === on) return;
    on = want;
    works = false;
    if (on) ask();
    else clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => { if (on && !document.hidden) ask(); });

  return {
    get on() {
      return on;
    },
    /** HTTP answers although the socket does not. */
    get works() {
      return on && works;
    },
    /** The way of an outbox entry while there is no socket. */
    deliver(entry) {
      const whose = role === "seller" ? `?buyer=${encodeURIComponent(other)}` : "";
      post(`/api/chat/${encodeURIComponent(listing)}${whose}`, { id: entry.id, text: entry.text })
        .then((answer) => {
          onSent(entry.id, answer?.message ?? {});
          ask();
        })
        .catch((cause) => {
          if (cause.status && cause.status < 500) onRefused(entry.id, cause.detail);
          else onLater(entry.id);
        });
      return true;
    },
    read(id) {
      if (id) put(`/api/messages/${encodeURIComponent(id)}/read`).catch(() => {});
    },
  };
}
