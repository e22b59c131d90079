// The moves of a negotiation. Each button is a form; here its move is sent over the socket. A move is never queued: without a
// connection it is refused at once, because a price accepted ten minutes later may be another price. While the page polls over
// HTTP the forms post as they would without scripts.

import { newId } from "../api.js";
import { parseMoney } from "../money.js";
import { closeSheet } from "../sheet.js";
import { socket } from "../socket.js";
import { say } from "../words.js";

const ANSWER_WITHIN = 10_000;
const SETTLE = 1200;

export function negotiation({ room, root, refresh, scroll, overHttp }) {
  const open = new Map(); // command id → {form, timer}
  const used = new WeakMap(); // form → {id, same}: a repetition of the same move keeps its id

  const moveOf = (form) => form.dataset.move ?? (form.matches("[data-offer-form]") ? "offer" : null);

  function frameOf(form, submitter) {
    const type = moveOf(form);
    const field = (name) => form.querySelector(`input[name="${name}"]`)?.value ?? "";
    // a suggested reason is a button; a free text is a field
    const words = (submitter?.name === "note" ? submitter.value : field("note")).trim();
    const note = words ? { note: words } : {};
    const way = form.querySelector("input[name=method]:checked")?.value;
    const method = way ? { method: way } : {};
    if (type === "accept") return { type, room, offer: field("offer"), version: Number(field("version")), ...method };
    if (type !== "offer") return { type, room, offer: field("offer"), version: Number(field("version")), ...note };
    const confirm = form.querySelector("input[name=confirm]")?.checked ? { confirm: true } : {};
    return { type, room, amount: parseMoney(field("amount")) ?? 0, ...confirm, ...method, ...note };
  }

  function idOf(form, frame) {
    const same = JSON.stringify(frame);
    const before = used.get(form);
    if (before?.same === same) return before.id;
    const id = newId();
    used.set(form, { id, same });
    return id;
  }

  /** Shows an error beside the form: in the sheet, in the offer, or above the composer. */
  function complain(form, text) {
    const sheetLine = form.querySelector("[data-offer-error]");
    if (sheetLine) {
      sheetLine.textContent = text;
      sheetLine.hidden = false;
      return;
    }
    const here = form.isConnected ? form.closest(".offer, [data-part=composer]") : root.querySelector(".offer.live-now");
    const place = here ?? root.querySelector("[data-part=composer]");
    hush();
    const note = document.createElement("div");
    note.className = "note note-warn move-note";
    note.setAttribute("role", "alert");
    note.dataset.moveNote = "";
    const icon = document.createElement("i");
    icon.className = "fa-solid fa-triangle-exclamation";
    icon.setAttribute("aria-hidden", "true");
    const words = document.createElement("div");
    words.textContent = text;
    note.append(icon, words);
    // beside the offer, not in it: the offer itself is about to be replaced
    scroll.below(() => (place.matches(".offer") ? (place.closest(".slot") ?? place).after(note) : place.prepend(note)), 0);
  }

  function hush() {
    for (const note of root.querySelectorAll("[data-move-note]")) note.remove();
    for (const line of document.querySelectorAll("[data-offer-error]")) line.hidden = true;
  }

  function busy(form, is) {
    if (is) form.setAttribute("aria-busy", "true");
    else form.removeAttribute("aria-busy");
    for (const button of form.querySelectorAll("button:not([type=button])")) button.disabled = is;
  }

  function close(id) {
    const move = open.get(id);
    if (!move) return null;
    clearTimeout(move.timer);
    open.delete(id);
    busy(move.form, false);
    return move;
  }

  function done(id) {
    const move = close(id);
    if (!move) return;
    used.delete(move.form);
    if (move.form.matches("[data-offer-form]")) {
      closeSheet("offer");
      move.form.reset();
    }
    scroll.toEnd();
  }

  function send(form, submitter) {
    hush();
    const frame = frameOf(form, submitter);
    const id = idOf(form, frame);
    if (open.has(id)) return;
    if (!socket.send({ ...frame, id })) {
      complain(form, say("chat-offer-offline"));
      return;
    }
    busy(form, true);
    const timer = setTimeout(() => {
      close(id);
      complain(form, say("chat-offer-no-answer"));
      refresh();
    }, ANSWER_WITHIN);
    open.set(id, { form, timer });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const ours = form.closest("[data-chat], [data-part=sheet]") && moveOf(form);
    if (!ours || event.defaultPrevented) return;
    if (overHttp()) return; // the form posts without scripts
    event.preventDefault();
    send(form, event.submitter);
  });

  socket.on("ack", ({ id }) => done(id));
  // a move was made, most likely this one; if it was the other party's, the refusal of this one follows
  function settleSoon(frame) {
    if (frame.room !== room) return;
    for (const [id, move] of open) {
      clearTimeout(move.timer);
      move.timer = setTimeout(() => done(id), SETTLE);
    }
  }
  socket.on("negotiation", settleSoon);
  socket.on("deal", settleSoon);
  socket.on("error", ({ id, message }) => {
    const move = close(id);
    if (!move) return;
    used.delete(move.form);
    complain(move.form, message || say("chat-offer-broken"));
    refresh();
  });
  socket.on("state", ({ state }) => {
    if (state === "open") return;
    for (const id of [...open.keys()]) {
      const move = close(id);
      if (move) complain(move.form, say("chat-offer-no-answer"));
    }
  });
  // an offer expires on the server a moment later
  root.addEventListener("clock:over", () => setTimeout(refresh, 1500));
}
