// Read marks: a message counts as read only when it is visible on screen.

import { socket } from "../socket.js";
import { readRoom } from "./inbox.js";

const SETTLE = 250;

/** @param {{room: string, log: object, scroll: object, web: () => object, canSend: () => boolean}} desk */
export function reading({ room, log, scroll, web, canSend }) {
  let marked = 0;
  let timer = 0;

  function mark() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (document.hidden || !scroll.atEnd) return;
      const seq = log.lastTheirs();
      readRoom(room);
      if (seq <= marked) return;
      if (web().on) {
        web().read(log.at(seq)?.dataset.message);
        marked = seq;
      } else if (canSend() && socket.send({ type: "read", room, seq })) marked = seq;
    }, SETTLE);
  }

  scroll.onEnd = mark;
  document.addEventListener("visibilitychange", mark);
  return mark;
}
