// Deletes an own message, for both members. Never queued: it succeeds at once or the person is told that it failed.

import { api, newId } from "../api.js";
import { socket } from "../socket.js";
import { toast } from "../toast.js";
import { say } from "../words.js";
import { confirmFirst } from "./confirm.js";

const ANSWER_WITHIN = 10_000;

/** @param {{room: string, log: import("./bubbles.js").Log, overHttp: () => boolean, onGone: (seq: number) => void}} desk */
export function erase({ room, log, overHttp, onGone }) {
  const open = new Map(); // command id → {bubble, seq, timer}
  const ours = new Set();

  function close(id) {
    const work = open.get(id);
    if (!work) return null;
    clearTimeout(work.timer);
    open.delete(id);
    work.bubble.classList.remove("erasing");
    return work;
  }

  function failed(id, why) {
    if (close(id)) toast(why || say("chat-delete-failed"), { icon: "fa-circle-exclamation" });
  }

  async function byHttp(id, bubble, seq) {
    try {
      await api(`/api/messages/${encodeURIComponent(bubble.dataset.message)}`, { method: "DELETE" });
      if (close(id)) onGone(seq);
    } catch (cause) {
      failed(id, cause.message);
    }
  }

  async function take(bubble) {
    if (!(await confirmFirst("erase"))) return;
    const seq = Number(bubble.dataset.seq);
    const id = newId();
    if (!overHttp() && !socket.send({ type: "delete", room, id, seq })) {
      toast(say("chat-delete-offline"), { icon: "fa-plug-circle-xmark" });
      return;
    }
    ours.add(id);
    bubble.classList.add("erasing");
    open.set(id, { bubble, seq, timer: setTimeout(() => failed(id), ANSWER_WITHIN) });
    if (overHttp()) byHttp(id, bubble, seq);
  }

  log.el.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-erase]")) return;
    event.preventDefault();
    take(event.target.closest(".bubble"));
  });
  socket.on("ack", ({ id }) => {
    const work = close(id);
    if (work) onGone(work.seq);
  });
  socket.on("error", ({ id, message }) => failed(id, message));
  socket.on("state", ({ state }) => {
    if (state !== "open") for (const id of [...open.keys()]) failed(id);
  });

  return {
    /** Whether an ack belongs to a deletion of this page. */
    owns: (id) => ours.has(id),
  };
}
