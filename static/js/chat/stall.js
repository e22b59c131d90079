// The bargaining table follows what happens: whatever the socket tells of, the table is fetched anew, soon but not at once.

import { tick } from "../clock.js";
import { socket } from "../socket.js";

const SOON = 150;

export function stall() {
  const table = document.querySelector("[data-stall]");
  if (!table) return;
  let timer = 0;
  let asking = 0;

  async function fetchTable() {
    // Nobody's typing is taken away.
    if (table.querySelector("details[open]")?.contains(document.activeElement)) return;
    const turn = ++asking;
    try {
      const response = await fetch("/chat/meja/pembaruan", { credentials: "same-origin" });
      if (!response.ok) return;
      const text = await response.text();
      if (turn !== asking) return;
      table.innerHTML = text;
      tick();
    } catch {
      // the line is down: the strip says so, and the next word from the socket tries again
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(fetchTable, SOON);
  }

  socket.on("notice", later);
  socket.on("welcome", later);
  document.addEventListener("visibilitychange", () => document.hidden || later());
}
