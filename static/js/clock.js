// The server's time and the clocks that run towards a deadline. The browser's own clock is never trusted:
// phones are minutes off, and an offer that shows "0.03.00" must really have three minutes left.
//
// Markup: <span role="timer" data-until="RFC3339" data-now="RFC3339" hidden>…<span data-clock></span></span>, and
// beside it [data-clock-when] (the absolute time, always readable) and [data-clock-over] (what happens at zero).

import { say } from "./words.js";

let offset = 0; // server minus browser, in ms
let trust = 0; // how good the measurement is: 0 none, 1 from the page, 2 from the socket

/** Now, in ms, by the server's clock. */
export const serverNow = () => Date.now() + offset;

/** Takes over a time the server just told us over the socket. `since` is when we asked, to halve the journey. */
export function syncClock(at, { since } = {}) {
  const told = Date.parse(at ?? "");
  if (Number.isNaN(told)) return;
  const now = Date.now();
  const journey = since === undefined ? 0 : Math.min(now - since, 5000) / 2;
  offset = told + journey - now;
  trust = 2;
}

/** Until the socket speaks: the page says when it was made, and the browser knows when it arrived. */
function syncFromPage(at) {
  const told = Date.parse(at);
  if (trust || Number.isNaN(told)) return;
  const [arrival] = performance.getEntriesByType("navigation");
  offset = told - (performance.timeOrigin + (arrival?.responseStart ?? 0));
  trust = 1;
}

/** 78190000 → "21.43.10"; from two days on "2 hari 3 jam". Never negative. */
export function formatLeft(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours >= 48) {
    const days = Math.floor(hours / 24);
    return say(days === 1 ? "clock-days-one" : "clock-days", { d: days, h: hours % 24 });
  }
  const two = (n) => String(n).padStart(2, "0");
  return `${hours}.${two(minutes)}.${two(seconds % 60)}`;
}

const ALOUD = [[3600_000, "clock-left-hour"], [600_000, "clock-left-ten"]];

function speak(text) {
  let place = document.querySelector("[data-clock-say]");
  if (!place) {
    place = document.createElement("div");
    place.className = "visually-hidden";
    place.setAttribute("role", "status");
    place.dataset.clockSay = "";
    document.body.append(place);
  }
  place.textContent = text;
}

function over(timer) {
  const around = timer.parentElement;
  const words = around?.querySelector("[data-clock-over]");
  timer.hidden = true;
  timer.dataset.done = "";
  const when = around?.querySelector("[data-clock-when]");
  if (words) {
    words.hidden = false;
    if (when) when.hidden = true;
    speak(words.textContent);
  }
  timer.dispatchEvent(new CustomEvent("clock:over", { bubbles: true }));
}

function show(timer) {
  if (timer.dataset.now) syncFromPage(timer.dataset.now);
  const left = Date.parse(timer.dataset.until) - serverNow();
  if (Number.isNaN(left)) return;
  if (left <= 0) {
    over(timer);
    return;
  }
  const before = Number(timer.dataset.left ?? Infinity);
  timer.dataset.left = String(left);
  timer.hidden = false;
  timer.classList.toggle("soon", left <= 3600_000);
  timer.querySelector("[data-clock]").textContent = formatLeft(left);
  for (const [mark, key] of ALOUD) if (before !== Infinity && before > mark && left <= mark) speak(say(key));
}

/** Brings all clocks of the page up to date. */
export function tick() {
  for (const timer of document.querySelectorAll("[role=timer][data-until]:not([data-done])")) show(timer);
}

export function start() {
  tick();
  const beat = () => {
    if (!document.hidden) tick();
    // on the second of the server's clock, so that all clocks on a page jump together
    setTimeout(beat, 1000 - (serverNow() % 1000) + 5);
  };
  beat();
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
}
