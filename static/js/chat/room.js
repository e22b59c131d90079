// A conversation: puts the pieces together. Frames come in, the timeline says whether they are new, the log shows them.

import { fragment, me } from "../api.js";
import { socket } from "../socket.js";
import { Log } from "./bubbles.js";
import { composer } from "./composer.js";
import { history } from "./history.js";
import { readRoom, reloadInbox, touchRow } from "./inbox.js";
import { linkify } from "./links.js";
import { negotiation } from "./negotiation.js";
import { Outbox } from "./outbox.js";
import { polling } from "./polling.js";
import { presence, typingSender } from "./presence.js";
import { refresher } from "./refresh.js";
import { Scroll } from "./scroll.js";
import { Timeline } from "./timeline.js";
import { addUnread } from "./unread.js";

const RELOAD_AT_MOST = 30_000; // ms between two full reloads of a room

export function room(root) {
  const { chat: id, zone, other, role, listing } = root.dataset;
  let epoch = root.dataset.epoch;
  const log = new Log(root.querySelector("[data-log]"), zone);
  const timeline = new Timeline(Number(root.dataset.seq));
  const scroll = new Scroll(log.el, root.querySelector("[data-new]"));
  const sayTyping = typingSender(id);
  let joined = false;

  for (const entry of log.known()) timeline.know(entry.id);
  linkify(document);
  log.days();

  /** Our row in the list beside; a room that was empty until now has none yet. */
  function listed(change) {
    if (!touchRow(id, change)) reloadInbox();
  }

  // --- what I write
  const outbox = new Outbox(id, (entry) => {
    const bubble = log.find(entry.id);
    if (bubble) log.mark(bubble, entry.state, entry.why);
    else scroll.below(() => log.addText({ id: entry.id, text: entry.text, at: entry.at, mine: true, state: entry.state }), 0, true);
  });
  const overSocket = outbox.deliver;
  outbox.deliver = (entry) => (web.on ? web.deliver(entry) : joined && overSocket(entry));

  const box = composer(root, {
    room: id,
    onType: sayTyping,
    onSend: (text) => {
      outbox.add(text);
      scroll.toEnd();
    },
  });
  log.el.addEventListener("click", (event) => {
    const button = event.target.closest("[data-resend], [data-discard]");
    if (!button) return;
    const of = button.dataset.of;
    if (button.matches("[data-resend]")) outbox.retry(of);
    else {
      outbox.discard(of);
      log.remove(of);
    }
    root.querySelector("[data-send] textarea")?.focus();
  });

  function committed(messageId, seq, at) {
    const entry = outbox.settle(messageId);
    const bubble = log.find(messageId);
    if (bubble) scroll.below(() => log.sent(bubble, seq, at), 0);
    timeline.know(messageId);
    if (entry) listed({ text: entry.text, at, mine: true });
  }

  // --- what arrives
  const refresh = refresher({
    room: id, log, scroll, composer: box, timeline,
    onNew: () => markRead(),
    onDone: () => reloadInbox(),
  });
  const people = presence(root, id, other, scroll);
  negotiation({ room: id, root, refresh, scroll, overHttp: () => web.works });
  const older = history(log, scroll);

  function message(frame) {
    if (frame.room !== undefined && frame.room !== id) return;
    const before = timeline.last;
    const own = frame.sender === me();
    const verdict = timeline.take(frame);
    if (verdict === "gap") socket.rejoin(id);
    if (verdict === "gap" || verdict === "wait") return;
    if (own && (outbox.has(frame.id) || log.find(frame.id))) {
      committed(frame.id, frame.seq, frame.at);
      return;
    }
    if (verdict === "seen") return;
    if (frame.kind && frame.kind !== "text") {
      refresh(before);
      return;
    }
    if (!own) people.stopTyping();
    scroll.below(() => log.addText({ id: frame.id, seq: frame.seq, text: frame.text, at: frame.at, mine: own }), own ? 0 : 1);
    const unseen = !own && (document.hidden || !scroll.atEnd);
    listed({ text: frame.text, at: frame.at, mine: own, more: unseen ? 1 : 0 });
    if (unseen) addUnread(1);
    markRead();
  }

  socket.on("message", message);
  socket.on("ack", (frame) => {
    if (frame.room !== id) return;
    if (log.find(frame.id)) {
      timeline.acked(frame.seq);
      committed(frame.id, frame.seq, frame.at);
    } else {
      // A move of ours: what it did comes as events of its own, in either order with this. It must not count as seen.
      refresh();
    }
  });
  socket.on("read", (frame) => { if (frame.room === id && frame.user !== me()) log.readUpTo(frame.seq); });
  socket.on("negotiation", (frame) => {
    if (frame.room !== id) return;
    const before = timeline.last;
    if (timeline.take(frame) === "gap") socket.rejoin(id);
    refresh(before);
  });
  socket.on("deal", (frame) => {
    if (frame.room !== id) return;
    const before = timeline.last;
    if (Number.isInteger(frame.seq)) timeline.take(frame);
    refresh(before);
  });
  socket.on("error", (frame) => outbox.refuse(frame.id, frame.message));

  // --- without a socket
  const web = polling({
    room: id, listing, other, role,
    after: () => timeline.last,
    onMessages: (messages) => {
      for (const frame of messages) {
        timeline.joined(frame.seq, true); // over HTTP nothing is missing in between
        message(frame);
      }
      outbox.flush();
    },
    onSent: (messageId, sent) => committed(messageId, sent.seq, sent.at),
    onLater: (messageId) => outbox.later(messageId),
    onRefused: (messageId, why) => outbox.refuse(messageId, why),
  });

  // --- coming and going
  socket.on("joined", (frame) => {
    if (frame.room !== id) return;
    joined = true;
    if (frame.epoch !== undefined) epoch = frame.epoch;
    const behind = timeline.joined(frame.seq, frame.resumed) === "behind";
    const moved = frame.negotiation && String(frame.negotiation.version) !== root.dataset.version;
    if (behind || moved) refresh();
    outbox.flush();
    markRead();
  });
  socket.on("resync", (frame) => { if (frame.room === id) reload(); });
  socket.on("state", ({ state }) => {
    if (state === "open") return; // "joined" goes on from here
    joined = false;
    timeline.dropped();
    outbox.interrupted();
    if (state === "polling") outbox.flush();
  });

  let reloaded = 0;
  /** The server cannot tell what we missed: take the page anew. What is being written stays. */
  async function reload() {
    if (Date.now() - reloaded < RELOAD_AT_MOST) return;
    reloaded = Date.now();
    socket.leave(id);
    try {
      const page = new DOMParser().parseFromString(await fragment(`/chat/${encodeURIComponent(id)}`), "text/html");
      const fresh = page.querySelector("[data-chat]");
      if (!fresh) throw new Error("no room in the page");
      for (const entry of log.entries()) if (entry.dataset.seq) entry.remove();
      log.el.querySelector("[data-older]")?.remove();
      linkify(page);
      const top = fresh.querySelector("[data-older]");
      log.prepend([...fresh.querySelectorAll("[data-message]")].map((entry) => document.adoptNode(entry)));
      if (top) log.el.prepend(document.adoptNode(top));
      for (const entry of log.known()) timeline.know(entry.id);
      timeline.restart(Number(fresh.dataset.seq));
      epoch = fresh.dataset.epoch;
      root.dataset.version = ""; // the next "joined" fetches the parts
      scroll.toEnd();
      older();
      enter();
    } catch {
      location.reload();
    }
  }

  // --- read marks: only what is really before somebody's eyes
  let marked = 0;
  let marking = 0;
  function markRead() {
    clearTimeout(marking);
    marking = setTimeout(() => {
      if (document.hidden || !scroll.atEnd) return;
      const seq = log.lastTheirs();
      readRoom(id);
      if (seq <= marked) return;
      if (web.on) {
        web.read(log.entries().findLast((entry) => Number(entry.dataset.seq) === seq)?.dataset.message);
        marked = seq;
      } else if (joined && socket.send({ type: "read", room: id, seq })) marked = seq;
    }, 250);
  }
  scroll.onEnd = markRead;
  document.addEventListener("visibilitychange", markRead);

  function enter() {
    socket.join(id, () => {
      // the page's attribute is text; on the wire it must look as the server says it
      const same = typeof socket.epoch === "number" ? Number(epoch) : epoch;
      return { since: timeline.last, ...(epoch ? { epoch: same } : {}) };
    });
  }

  keepPlaceOurselves();
  outbox.restore((messageId) => Boolean(log.find(messageId)?.dataset.seq)).then(() => {
    scroll.toEnd();
    outbox.flush();
    older();
  });
  scroll.toEnd();
  enter();
}

function keepPlaceOurselves() {
  if ("scrollRestoration" in window.history) window.history.scrollRestoration = "manual";
}
