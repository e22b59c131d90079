// Older messages, fetched upwards when the top comes near, or when the link is pressed.

import { fragment } from "../api.js";
import { say } from "../words.js";
import { linkify } from "./links.js";

export function history(log, scroll) {
  let busy = false;

  async function more(link) {
    if (busy) return;
    busy = true;
    link.textContent = say("chat-older-loading");
    link.setAttribute("aria-busy", "true");
    try {
      const html = await fragment(link.dataset.older, { headers: { "X-Fragment": "history" } });
      const page = new DOMParser().parseFromString(html, "text/html");
      linkify(page);
      const next = page.querySelector("[data-older]");
      const hadFocus = document.activeElement === link;
      const live = log.el.getAttribute("aria-live");
      log.el.setAttribute("aria-live", "off"); // old messages are not news
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
    } catch {
      link.textContent = say("chat-older-failed");
      link.removeAttribute("aria-busy");
    } finally {
      busy = false;
    }
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

  /** Starts watching once the page has settled at its end, else the top would load at once. */
  return () => {
    const link = log.el.querySelector("[data-older]");
    if (link) seen.observe(link);
  };
}
