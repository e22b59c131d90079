// Keeps the page of open offers up to date: it is fetched again shortly after an event of the socket, and periodically, more
// often without a connection: a node under load may drop notices.

import { tick } from "../clock.js";
import { socket } from "../socket.js";

const SOON = 150;
const NOW_AND_THEN = 15_000;
const WITHOUT_LINE = 4_000;

export function openOffers() {
  const list = document.querySelector("[data-open-offers]");
  if (!list) return;
  let timer = 0;
  let asking = 0;
  let open = false;
  let shown = "";

  /** Postpones the update while a form on the page is in use, so that typed input is not lost. */
  function typing() {
    const used = (fold) => fold.contains(document.activeElement)
      || [...fold.querySelectorAll("input:not([type=hidden])")].some((field) => field.value !== field.defaultValue);
    return [...list.querySelectorAll("details[open]")].some(used);
  }

  async function fetchOffers() {
    const turn = ++asking;
    if (!document.hidden && !typing()) {
      try {
        const response = await fetch("/chat/meja/pembaruan", { credentials: "same-origin" });
        const text = response.ok ? await response.text() : shown;
        if (turn !== asking) return;
        const rows = text.replace(/name="(_csrf|id)" value="[^"]*"|data-now="[^"]*"/g, "");
        if (rows !== shown && response.ok && !typing()) {
          shown = rows;
          list.innerHTML = text;
          tick();
        }
      } catch {
        // no connection: the status strip shows it
      }
    }
    if (turn === asking) later(open ? NOW_AND_THEN : WITHOUT_LINE);
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(fetchOffers, wait);
  }

  socket.on("notice", () => later(SOON));
  socket.on("welcome", () => later(SOON));
  socket.on("state", ({ state }) => {
    open = state === "open";
    if (!open) later(WITHOUT_LINE);
  });
  document.addEventListener("visibilitychange", () => document.hidden || later(SOON));
  later(WITHOUT_LINE);
}
