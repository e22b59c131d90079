// The barter page: after every change the server computes the balance again, and its texts and picture replace the old ones.
// Typed input stays. Without scripts, or without a connection, a button does the same.

import { ApiError, fragment } from "../api.js";
import { toast } from "../toast.js";
import { say } from "../words.js";

/** The form fields that belong in the address: the goods, and a typed price. */
function chosen(form, submitter) {
  const data = new FormData(form);
  for (const name of ["id", "version", "note"]) data.delete(name);
  const amount = form.querySelector("[data-follow]");
  if (amount && amount.dataset.typed === undefined) data.delete("amount");
  if (submitter?.name) data.append(submitter.name, submitter.value);
  return new URLSearchParams(data);
}

export function packageForm() {
  const form = document.querySelector("form[data-package]");
  if (!form) return;
  const status = document.querySelector("[data-package-status]");
  const parts = () => form.querySelectorAll("[data-swap]");
  let asking = 0;
  let down = false;
  let unweighed = false;

  /** Remembers scroll position and focus, and restores them after the swap. */
  function hold() {
    const had = document.activeElement;
    const inside = had?.closest("[data-swap]") && form.contains(had);
    const seen = inside && had.matches(":focus-visible");
    const good = had?.dataset?.good === undefined ? null : had.value;
    const open = [...form.querySelectorAll("details[open]")].map((more) => more.dataset.more);
    const rails = [...form.querySelectorAll("[data-rail]")].map((rail) => [rail.dataset.rail, rail.scrollLeft]);
    const beams = [...form.querySelectorAll("[data-beam]")].map((part) => part.getAttribute("transform"));
    return () => {
      for (const more of form.querySelectorAll("details")) more.open = open.includes(more.dataset.more);
      for (const [name, left] of rails) {
        const rail = form.querySelector(`[data-rail="${CSS.escape(name)}"]`);
        if (rail) rail.scrollLeft = left;
      }
      swing([...form.querySelectorAll("[data-beam]")], beams);
      if (!inside || had.isConnected) return;
      const again = good && form.querySelector(`[data-good][value="${CSS.escape(good)}"]`);
      (again || form.querySelector(".verdict")).focus({ preventScroll: !seen, focusVisible: Boolean(again && seen) });
    };
  }

  /** The new beam starts its animation at the angle of the old one. */
  function swing(now, before) {
    const goals = now.map((part) => part.getAttribute("transform"));
    now.forEach((part, i) => before[i] && part.setAttribute("transform", before[i]));
    form.getBoundingClientRect();
    requestAnimationFrame(() => now.forEach((part, i) => part.setAttribute("transform", goals[i])));
  }

  function swap(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const restore = hold();
    for (const here of parts()) {
      const there = page.querySelector(`[data-swap="${CSS.escape(here.dataset.swap)}"]`);
      if (there) here.replaceChildren(...document.adoptNode(there).childNodes);
    }
    const [amount, fresh] = [form, page].map((root) => root.querySelector("[data-follow]"));
    if (amount && fresh && amount.dataset.typed === undefined && amount !== document.activeElement) amount.value = fresh.value;
    restore();
    status.textContent = form.querySelector("[data-verdict]")?.textContent.trim() ?? "";
  }

  async function weigh(submitter) {
    const turn = ++asking;
    const query = chosen(form, submitter);
    form.setAttribute("aria-busy", "true");
    try {
      const html = await fragment(`${form.dataset.package}?${query}`);
      if (turn !== asking) return;
      unweighed = false;
      if (!html.includes("data-swap=")) {
        // signed out, or the listing is taken: the page at that address says so
        location.assign(`${form.getAttribute("action")}?${query}`);
        return;
      }
      swap(html);
      history.replaceState(history.state, "", `${form.getAttribute("action")}?${chosen(form)}`);
    } catch (cause) {
      if (turn !== asking) return;
      form.querySelector("[data-weigh]")?.classList.remove("no-js");
      if (cause instanceof ApiError && cause.status === 0) {
        // the selection stays; it is computed when the connection is back, or by the button
        unweighed = true;
        toast(cause.detail, { icon: "fa-plug-circle-xmark" });
        return;
      }
      // the button works from here on as a plain form, whose page shows errors
      down = true;
      if (submitter) form.requestSubmit(submitter);
    } finally {
      if (turn === asking) form.removeAttribute("aria-busy");
    }
  }

  form.addEventListener("input", (event) => {
    if (event.target.matches("[data-follow]")) event.target.dataset.typed = "";
  });
  form.addEventListener("change", (event) => {
    if (event.target.dataset.good !== undefined && !down) weigh();
  });
  addEventListener("online", () => unweighed && !down && weigh());
  form.addEventListener("submit", (event) => {
    const sends = event.submitter?.formMethod === "post";
    if (sends && !navigator.onLine) {
      // an error page of the browser would lose the selection
      event.preventDefault();
      toast(say("offline"), { icon: "fa-plug-circle-xmark" });
      return;
    }
    if (down || sends) return;
    event.preventDefault();
    weigh(event.submitter);
  });
}
