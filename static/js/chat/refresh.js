// The parts of a room that the server renders: offers, price gap, sidebar, composer, sheet. After a change they are fetched
// together (GET /chat/{room}/pembaruan) and replaced, without disturbing what the person is using.

import { ApiError, fragment } from "../api.js";
import { isOpen } from "../sheet.js";
import { tick } from "../clock.js";
import { linkify } from "./links.js";

const GATHER = 60; // ms: a move arrives as several events

/** @param {{room: string, log: import("./bubbles.js").Log, scroll: object, composer: object, timeline: object, onDone: Function}} desk */
export function refresher({ room, log, scroll, composer, timeline, onNew, onDone }) {
  let since = null;
  let timer = 0;
  let running = null;
  let tries = 0;

  const part = (name) => document.querySelector(`[data-part="${name}"]`);

  /** Copies opened details, typed input and focus of an offer to the one that replaces it. */
  function held(old) {
    const had = document.activeElement;
    const focused = old.contains(had);
    const open = [...old.querySelectorAll("[data-keep][open]")];
    return (offer) => {
      for (const fold of open) {
        const again = offer.querySelector(`[data-keep="${fold.dataset.keep}"]`);
        if (!again) continue;
        again.open = true;
        const [typed, field] = [fold, again].map((part) => part.querySelector("[name=note][maxlength]"));
        if (typed && field) field.value = typed.value;
      }
      if (!focused) return;
      const fold = had.closest("[data-keep]")?.dataset.keep;
      const same = fold && offer.querySelector(had.id ? `#${CSS.escape(had.id)}` : `[data-keep="${fold}"] summary`);
      (same || offer).focus({ preventScroll: true });
      if (same && had.matches("input")) same.setSelectionRange(had.selectionStart, had.selectionEnd);
    };
  }

  function swapOffers(fresh) {
    const version = fresh.dataset.version;
    for (const offer of fresh.querySelectorAll("[data-offer]")) {
      const old = log.el.querySelector(`[data-offer="${CSS.escape(offer.dataset.offer)}"]`);
      if (!old || (old.outerHTML === offer.outerHTML)) continue;
      const keep = held(old);
      old.replaceWith(offer);
      keep(offer);
    }
    if (version) log.el.closest("[data-chat]").dataset.version = version;
  }

  /** Shows the buttons below the proposal to meet that waits for this person, and hides all others. */
  function swapMeeting(fresh) {
    const { waits } = fresh.dataset;
    for (const form of log.el.querySelectorAll("[data-meeting]")) form.hidden = form.dataset.meeting !== waits;
  }

  function swapPart(name, fresh) {
    const here = part(name);
    if (!here || !fresh || here.innerHTML === fresh.innerHTML) return;
    const focused = here.contains(document.activeElement);
    here.replaceChildren(...document.adoptNode(fresh).childNodes);
    if (focused) here.closest("details")?.querySelector("summary").focus({ preventScroll: true });
  }

  function swapSheet(fresh) {
    const here = part("sheet");
    if (!here) return;
    if (isOpen("offer")) {
      // an amount is being typed: the sheet is replaced when it is closed
      document.addEventListener("sheet:close", () => here.replaceChildren(...fresh.childNodes), { once: true });
      return;
    }
    here.replaceChildren(...fresh.childNodes);
  }

  function apply(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    linkify(page);
    const fresh = (name) => page.querySelector(`[data-part="${name}"]`);
    const messages = [...(fresh("messages")?.querySelectorAll("[data-message]") ?? [])];
    const unknown = messages.filter((entry) => !log.find(entry.dataset.message));
    scroll.below(() => {
      for (const entry of messages) {
        log.adopt(document.adoptNode(entry));
        timeline.know(entry.dataset.message);
      }
      const offers = fresh("offers");
      if (offers) swapOffers(document.adoptNode(offers));
      if (fresh("meeting")) swapMeeting(fresh("meeting"));
      for (const name of ["price-gap", "menu", "side"]) swapPart(name, fresh(name));
      if (part("composer") && fresh("composer")) composer.swap(part("composer"), document.adoptNode(fresh("composer")));
      if (fresh("sheet")) swapSheet(document.adoptNode(fresh("sheet")));
      tick();
    }, unknown.filter((entry) => !entry.querySelector(".mine") && !entry.matches(".mine")).length);
    const top = messages.reduce((max, entry) => Math.max(max, Number(entry.dataset.seq) || 0), 0);
    if (top) timeline.caughtUp(top);
    if (unknown.length) onNew(unknown);
  }

  async function run() {
    if (running || since === null) return;
    const from = since;
    since = null;
    running = fragment(`/chat/${encodeURIComponent(room)}/pembaruan?since=${from}`, { headers: { "X-Fragment": "refresh" } });
    try {
      apply(await running);
      tries = 0;
      onDone();
    } catch (cause) {
      since = since === null ? from : Math.min(since, from);
      tries += 1;
      const gone = cause instanceof ApiError && (cause.status === 404 || cause.status === 403);
      if (cause instanceof ApiError && cause.status === 401) location.assign(`/masuk?next=${encodeURIComponent(location.pathname)}`);
      else if (!gone && tries < 6) setTimeout(run, 1000 * tries);
    } finally {
      running = null;
      if (since !== null && tries === 0) run();
    }
  }

  /** Fetches the parts, with the messages after `from`. Calls in quick succession are combined. */
  return (from = timeline.last) => {
    since = since === null ? from : Math.min(since, from);
    clearTimeout(timer);
    timer = setTimeout(run, GATHER);
  };
}
