// When no socket can be opened: polls the room's events every three seconds and sends over HTTP.

import { ApiError, get, post, put } from "../api.js";
import { socket } from "../socket.js";
import { wordsOf } from "./outbox.js";
import { passesOverHttp } from "./refusal.js";
import { connectionStrip } from "./connection-strip.js";

const EVERY = 3000;
const POST_WITHIN = 8_000;

/** @param {{room, listing, other, role, position: () => {since, epoch}, onLine: Function, onSent: Function, onLater: Function, onRefused: Function}} desk */
export function polling({ room, listing, other, role, position, onLine, onSent, onLater, onRefused }) {
  let timer = 0;
  let on = false;
  let works = false;

  function line(now) {
    if (works === now) return;
    works = now;
    onLine();
  }

  async function ask() {
    clearTimeout(timer);
    if (!on) return;
    if (!document.hidden) {
      try {
        const asked = new URLSearchParams(position());
        const { events = [] } = await get(`/api/rooms/${encodeURIComponent(room)}/events?${asked}`);
        line(true);
        connectionStrip.polling();
        // the events of a join over the socket, in the same order
        for (const frame of events) socket.tell(frame);
      } catch (cause) {
        if (cause instanceof ApiError && cause.status === 401) {
          location.assign(`/masuk?next=${encodeURIComponent(location.pathname)}`);
          return;
        }
        line(false);
        connectionStrip.lost();
      }
    }
    clearTimeout(timer);
    if (on) timer = setTimeout(ask, EVERY);
  }

  socket.on("state", ({ state }) => {
    const want = state === "polling";
    if (want === on) return;
    on = want;
    line(false);
    if (on) ask();
    else clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => { if (on && !document.hidden) ask(); });

  // One request after the other: two at once may arrive in either order. Entries after one that has to wait, wait too.
  let last = null;
  let queued = 0;

  /** Resolves to false when the entry has to be sent again later. */
  async function push(entry) {
    const whose = role === "seller" ? `?buyer=${encodeURIComponent(other)}` : "";
    try {
      const answer = await post(`/api/chat/${encodeURIComponent(listing)}${whose}`, wordsOf(entry), { signal: AbortSignal.timeout(POST_WITHIN) });
      onSent(entry.id, answer?.message ?? {});
      ask();
    } catch (cause) {
      if (passesOverHttp(cause.status)) return false;
      onRefused(entry.id, cause.detail);
    }
    return true;
  }

  return {
    get on() {
      return on;
    },
    /** Whether the last request over HTTP succeeded while there is no socket. */
    get works() {
      return on && works;
    },
    /** Delivers an outbox entry while there is no socket. */
    deliver(entry) {
      const before = queued ? last : Promise.resolve(true);
      queued += 1;
      last = before.then((went) => went && push(entry)).then((went) => {
        queued -= 1;
        if (!went) onLater(entry.id);
        return went;
      });
      return true;
    },
    read(id) {
      if (id) put(`/api/messages/${encodeURIComponent(id)}/read`).catch(() => {});
    },
  };
}
