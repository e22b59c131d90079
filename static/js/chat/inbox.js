// The list of conversations, on its own page and beside a room: last message, unread count, newest first. Same markup as
// templates/chat/_inbox_row.html.

import { fragment } from "../api.js";
import { serverNow } from "../clock.js";
import { socket } from "../socket.js";
import { toast } from "../toast.js";
import { say } from "../words.js";
import { addUnread, setUnread } from "./unread.js";
import { agoText } from "./when.js";

const list = () => document.querySelector("[data-inbox]");
const rowOf = (room) => list()?.querySelector(`[data-room="${CSS.escape(room)}"]`);
const isVisible = (el) => Boolean(el?.getClientRects().length);

let fetching = 0;
const shown = new Map(); // room → its toast

/** Fetches all rows: for a room that is not in the list, or a badge that only the server can compute. */
function reload() {
  clearTimeout(fetching);
  fetching = setTimeout(async () => {
    const here = list();
    if (!isVisible(here)) return;
    const tab = here.dataset.tab && here.dataset.tab !== "semua" ? `?tab=${here.dataset.tab}` : "";
    const url = here.dataset.url ?? `/chat${tab}`; // an older page stays where it is
    try {
      const page = new DOMParser().parseFromString(await fragment(url), "text/html");
      const fresh = page.querySelector("[data-inbox]");
      if (!fresh) return;
      const current = document.querySelector("[data-chat]")?.dataset.chat;
      const focused = here.contains(document.activeElement) ? document.activeElement.dataset.room : null;
      here.replaceChildren(...document.adoptNode(fresh).childNodes);
      if (current) rowOf(current)?.setAttribute("aria-current", "true");
      if (focused) rowOf(focused)?.focus({ preventScroll: true });
      if (here.children.length) document.querySelector("[data-inbox-empty]")?.remove();
    } catch {
      // the next event tries again
    }
  }, 400);
}

/** Updates one row. `unread` replaces the count when given, else `more` is added. Returns false when there is no such row. */
export function touchRow(room, { text, at, mine = false, more = 0, unread }) {
  const row = rowOf(room);
  if (!row) return false;
  const line = row.querySelector("[data-row-text]");
  if (text !== undefined) {
    line.textContent = mine ? say("chat-you-said", { text }) : text;
    const time = row.querySelector("[data-row-at]");
    time.dateTime = new Date(at ?? serverNow()).toISOString();
    time.textContent = agoText(at ?? serverNow(), serverNow());
    if (list().firstElementChild !== row && !row.contains(document.activeElement)) list().prepend(row);
  }
  const count = unread ?? Number(row.dataset.unreadHere) + more;
  row.dataset.unreadHere = String(count);
  const mark = row.querySelector("[data-row-unread]");
  mark.hidden = count === 0;
  mark.querySelector("[data-row-n]").textContent = String(count);
  line.classList.toggle("strong", count > 0);
  line.classList.toggle("ink-2", count === 0);
  return true;
}

/** A room was read to its end: subtracts its unread messages from the total. */
export function readRoom(room) {
  const row = rowOf(room);
  const had = Number(row?.dataset.unreadHere ?? 0);
  if (!had) return;
  addUnread(-had);
  touchRow(room, { unread: 0 });
}

function noticed(frame) {
  if (!frame.room) return;
  if (Number.isInteger(frame.unread)) setUnread(frame.unread);
  else addUnread(1);
  const known = touchRow(frame.room, { text: frame.text, more: 1, unread: frame.room_unread });
  if (list() && (!known || frame.kind !== "message")) reload();
  if (isVisible(list()) || document.hidden) return; // the row shows it
  const open = say("connection-open");
  const act = frame.url && open !== "connection-open" ? { label: open, href: frame.url } : undefined;
  shown.get(frame.room)?.remove(); // one toast for each room: five in a row must not cover the page
  shown.set(frame.room, toast(frame.title ? `${frame.title}: ${frame.text}` : frame.text, { act, icon: frame.kind === "message" ? "fa-comment" : "fa-comments-dollar" }));
}

export function inbox() {
  socket.on("notice", noticed);
  let wasOpen = false;
  socket.on("state", ({ state }) => {
    if (state !== "open") return;
    if (wasOpen) reload(); // messages missed meanwhile
    wasOpen = true;
  });
}

export { reload as reloadInbox };
