// Loads older messages when the reader scrolls near the top or presses the link.

import { fragment } from "../api.js";
import { say } from "../words.js";
import { linkify } from "./links.js";

const MOST_PAGES = 25; // pages loaded by one jump

export function history(log, scroll) {
  let running = null;

  const linkHere = () => log.el.querySelector("[data-older]");

  async function fetchPage(link) {
    link.textContent = say("chat-older-loading");
    link.setAttribute("aria-busy", "true");
    try {
      const html = await fragment(link.dataset.older, { headers: { "X-Fragment": "history" } });
      const page = new DOMParser().parseFromString(html, "text/html");
      linkify(page);
      const next = page.querySelector("[data-older]");
      const hadFocus = document.activeElement === link;
      const live = log.el.getAttribute("aria-live");
      log.el.setAttribute("aria-live", "off"); // screen readers should not announce old messages
      scroll.above(() => {
        log.prepend([...page.querySelectorAll("[data-message]")].map((entry) => document.adoptNode(entry)));
        if (next) {
          const fresh = document.adoptNode(next);
          link.replaceWith(fresh);
          seen.observe(fresh);
          if (hadFocus) fresh.focus({ preventScroll: true });
        } else link.remove();
      });
      setTimeout(() => log.el.setAttribute("aria-live", live), 500);
      return true;
    } catch {
      link.textContent = say("chat-older-failed");
      link.removeAttribute("aria-busy");
      return false;
    }
  }

  /** Fetches one page, one at a time. Resolves to whether it succeeded. */
  function more(link) {
    running ??= fetchPage(link).finally(() => { running = null; });
    return running;
  }

  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) more(entry.target);
  }, { rootMargin: "200px 0px 0px" });

  log.el.addEventListener("click", (event) => {
    const link = event.target.closest("[data-older]");
    if (!link) return;
    event.preventDefault();
    more(link);
  });

  return {
    /** Starts observing once the page has scrolled to its end; otherwise older messages would load at once. */
    watch() {
      const link = linkHere();
      if (link) seen.observe(link);
    },
    /** Fetches pages until `seq` is on the page, or there are no more. */
    async upTo(seq) {
      for (let page = 0; page < MOST_PAGES && !log.at(seq) && linkHere(); page += 1) {
        if (!(await more(linkHere()))) return;
      }
    },
  };
}
