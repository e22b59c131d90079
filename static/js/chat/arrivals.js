// Handles the events of a room, from the socket or from HTTP polling: the timeline decides whether one is new, the log shows it.

import { me } from "../api.js";
import { socket } from "../socket.js";
import { say } from "../words.js";
import { reloadInbox, touchRow } from "./inbox.js";
import { passes } from "./refusal.js";
import { addUnread } from "./unread.js";
import { mayNameContact } from "./contact-check.js";

/** The text of a message in the inbox beside the room. */
const lineFor = ({ kind, text, photo, deleted }) => {
  if (kind === "deleted" || deleted) return say("chat-quote-deleted");
  return text || (photo ? say("chat-photo") : "");
};

/** @param {{room, log, timeline, scroll, quotes, outbox, people, refresh, markRead, isErase, onErased}} desk */
export function arrivals({ room, log, timeline, scroll, quotes, outbox, people, refresh, markRead, isErase, onErased }) {
  /** Updates the room's row in the inbox; a room that was empty until now has none yet. */
  function listed(change) {
    if (!touchRow(room, change)) reloadInbox();
  }

  /** An own message was committed and has its sequence number. */
  function committed(id, { seq, at, photo, price }) {
    const entry = outbox.settle(id);
    const bubble = log.find(id);
    if (bubble) {
      scroll.below(() => {
        if (photo && !bubble.matches(".gone")) log.picture(bubble, photo);
        if (price) bubble.dataset.price = String(price);
        log.sent(bubble, seq, at);
      }, 0);
    }
    timeline.know(id);
    if (entry && Number.isInteger(seq) && mayNameContact(entry.text)) refresh(seq - 1);
    if (entry) listed({ text: lineFor({ text: entry.text, photo: entry.file }), at, mine: true });
  }

  /** A message was deleted, perhaps one that is not on the page. */
  function erased(seq) {
    scroll.below(() => {
      log.erase(seq);
      quotes.erased(seq);
    }, 0);
    onErased(seq);
  }

  function message(frame) {
    if (frame.room !== undefined && frame.room !== room) return;
    const before = timeline.last;
    const own = frame.sender === me();
    if (frame.kind === "deleted") erased(frame.target); // applies in whatever order it arrives
    const verdict = timeline.take(frame);
    if (verdict === "gap") socket.rejoin(room);
    if (verdict === "gap" || verdict === "wait") return;
    if (own && frame.kind !== "deleted" && (outbox.has(frame.id) || log.find(frame.id))) {
      committed(frame.id, frame);
      return;
    }
    if (verdict === "seen") return;
    if (frame.sender && !own) log.readUpTo(frame.seq); // the sender has read the messages before
    if (frame.kind === "deleted") {
      listed({ text: lineFor(frame), at: frame.at, mine: own });
      return;
    }
    if (frame.kind === "offer" || frame.kind === "system") {
      refresh(before);
      return;
    }
    if (!own) people.stopTyping();
    scroll.below(() => {
      const bubble = log.add({ ...frame, mine: own });
      if (frame.quote && !frame.deleted) quotes.fill(bubble, frame.quote);
    }, own ? 0 : 1);
    if (mayNameContact(frame.text)) refresh(before); // the server's note below it
    const unseen = !own && (document.hidden || !scroll.atEnd);
    listed({ text: lineFor(frame), at: frame.at, mine: own, more: unseen ? 1 : 0 });
    if (unseen) addUnread(1);
    markRead();
  }

  socket.on("message", message);
  socket.on("ack", (frame) => {
    if (frame.room !== room || isErase(frame.id)) return;
    if (log.find(frame.id)) {
      timeline.acked(frame.seq);
      committed(frame.id, frame);
    } else {
      // The ack of an own move: its effects arrive as events of their own, before or after this. Its number must not count as seen.
      refresh();
    }
  });
  socket.on("read", (frame) => { if (frame.room === room && frame.user !== me()) log.readUpTo(frame.seq); });
  socket.on("negotiation", (frame) => {
    if (frame.room !== room) return;
    const before = timeline.last;
    if (timeline.take(frame) === "gap") socket.rejoin(room);
    refresh(before);
  });
  socket.on("deal", (frame) => {
    if (frame.room !== room) return;
    const before = timeline.last;
    if (Number.isInteger(frame.seq)) timeline.take(frame);
    refresh(before);
  });
  socket.on("error", (frame) => {
    if (!outbox.has(frame.id)) return;
    if (passes(frame.code)) outbox.later(frame.id);
    else outbox.refuse(frame.id, frame.message);
  });

  return { message, committed, erased };
}
