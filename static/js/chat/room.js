// The page of a conversation: connects its modules.

import { fragment } from "../api.js";
import { socket } from "../socket.js";
import { messageActions } from "./message-actions.js";
import { arrivals } from "./arrivals.js";
import { Log } from "./bubbles.js";
import { composer } from "./composer.js";
import { erase } from "./erase.js";
import { history } from "./history.js";
import { reloadInbox } from "./inbox.js";
import { linkify } from "./links.js";
import { negotiation } from "./negotiation.js";
import { Outbox, wordsOf } from "./outbox.js";
import { showProgress } from "./photo.js";
import { polling } from "./polling.js";
import { presence, typingSender } from "./presence.js";
import { Quotes } from "./quotes.js";
import { reading } from "./reading.js";
import { refresher } from "./refresh.js";
import { priceChips } from "./price-chips.js";
import { Scroll } from "./scroll.js";
import { moveButtons } from "./move-buttons.js";
import { Timeline } from "./timeline.js";

const RELOAD_AT_MOST = 30_000; // ms between two full reloads of a room

export function room(root) {
  const { chat: id, zone, other, name, role, listing } = root.dataset;
  let epoch = root.dataset.epoch;
  let joined = false;
  const log = new Log(root.querySelector("[data-log]"), zone, name);
  const timeline = new Timeline(Number(root.dataset.seq));
  const scroll = new Scroll(log.el, root.querySelector("[data-new]"));
  const quotes = new Quotes(id, name, log);

  for (const entry of log.known()) timeline.know(entry.id);
  linkify(document);
  log.days();

  // --- outgoing messages
  const outbox = new Outbox(id, {
    ready: () => web.on || (joined && socket.isOpen),
    deliver: (entry) => (web.on ? web.deliver(entry) : socket.send({ type: "send", room: id, ...wordsOf(entry) })),
    progress: (entry, part) => {
      const bubble = log.find(entry.id);
      if (bubble) showProgress(bubble, part);
    },
    show: (entry) => {
      const bubble = log.find(entry.id);
      if (bubble) {
        log.mark(bubble, entry.state, entry.why);
        if (entry.state !== "sending") showProgress(bubble, null);
        return;
      }
      scroll.below(() => {
        const photo = entry.file ? { file: entry.file, width: entry.width, height: entry.height } : entry.photo;
        const made = log.add({ ...entry, mine: true, photo });
        if (entry.quote) quotes.fill(made, entry.quote);
      }, 0, true);
    },
  });
  const box = composer(root, {
    room: id, log, quotes,
    onType: typingSender(id),
    onSend: (said) => {
      outbox.add(said);
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

  // --- incoming events
  const markRead = reading({ room: id, log, scroll, web: () => web, canSend: () => joined });
  const refresh = refresher({
    room: id, log, scroll, composer: box, timeline,
    onNew: markRead,
    onDone: () => {
      reloadInbox();
      lay();
    },
  });
  const people = presence(root, id, other);
  const news = arrivals({
    room: id, log, timeline, scroll, quotes, outbox, people, refresh, markRead,
    isErase: (of) => eraser.owns(of),
    onErased: (seq) => box.answer.erased(seq),
  });
  // a page that is still connecting posts its forms, as without scripts
  const overHttp = () => web.works || socket.state === "idle" || socket.state === "connecting";
  negotiation({ room: id, root, refresh, scroll, overHttp });
  const lay = moveButtons(root, overHttp);
  const eraser = erase({ room: id, log, overHttp, onGone: news.erased });
  const older = history(log, scroll);
  quotes.follow(older.upTo);
  priceChips(root);
  messageActions(log.el, (bubble) => box.answer.start(bubble));

  // --- without a socket
  const web = polling({
    room: id, listing, other, role,
    position,
    onLine: () => lay(),
    onSent: news.committed,
    onLater: (of) => outbox.later(of),
    onRefused: (of, why) => outbox.refuse(of, why),
  });

  // --- connection state
  socket.on("joined", (frame) => {
    if (frame.room !== id) return;
    joined = true;
    if (frame.epoch !== undefined) epoch = frame.epoch;
    if (Number.isInteger(frame.read)) log.readUpTo(frame.read);
    const behind = timeline.joined(frame.seq, frame.resumed) === "behind";
    const moved = frame.negotiation && String(frame.negotiation.version) !== root.dataset.version;
    if (behind || moved) refresh();
    outbox.flush();
    markRead();
  });
  socket.on("resync", (frame) => { if (frame.room === id) reload(); });
  socket.on("state", ({ state }) => {
    if (state === "open") return; // "joined" continues from here
    joined = false;
    timeline.dropped();
    outbox.interrupted();
    if (state === "polling") outbox.flush();
  });

  let reloaded = 0;
  /** The server cannot send the missed events: reloads the room. The message being written stays. */
  async function reload() {
    const early = reloaded + RELOAD_AT_MOST - Date.now();
    if (early > 0) {
      setTimeout(reload, early);
      return;
    }
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
      older.watch();
      enter();
    } catch {
      location.reload();
    }
  }

  function position() {
    // the page's attribute is text; the command needs the server's format
    const same = typeof socket.epoch === "number" ? Number(epoch) : epoch;
    return { since: timeline.last, ...(epoch ? { epoch: same } : {}) };
  }

  function enter() {
    socket.join(id, position);
  }

  if ("scrollRestoration" in window.history) window.history.scrollRestoration = "manual";
  outbox.restore((messageId) => Boolean(log.find(messageId)?.dataset.seq)).then(() => {
    scroll.toEnd();
    outbox.flush();
    older.watch();
  });
  scroll.toEnd();
  enter();
}
