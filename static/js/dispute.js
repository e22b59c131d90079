// Disputes: a sum is asked for only with the outcome that needs it; the page of a case follows what happens.

import { fragment } from "./api.js";
import { tick } from "./clock.js";

const EVERY = 4_000; // ms: staff is no member of the room, so the page asks

export function start() {
  sums(document);
  document.addEventListener("change", (event) => {
    if (event.target.closest?.("[data-verdicts]")) sums(document);
  });
  const page = document.querySelector("[data-case]");
  if (page) setInterval(() => refresh(page).catch(() => {}), EVERY);
}

/** Shows the field of a sum only beside the outcome that it belongs to. */
export function sums(root) {
  for (const set of root.querySelectorAll("[data-verdicts]")) {
    const chosen = set.querySelector("[name=outcome]:checked")?.value;
    for (const field of set.querySelectorAll("[data-sum-of]")) {
      const wanted = field.dataset.sumOf === chosen;
      field.hidden = !wanted;
      for (const input of field.querySelectorAll("input")) input.required = wanted;
    }
  }
}

/** Whether somebody has begun to fill a form in. */
function isFilled(page) {
  const fields = [...page.querySelectorAll("textarea, input:not([type=hidden]):not([type=radio])")];
  return fields.some((field) => field.value !== field.defaultValue)
    || [...page.querySelectorAll("input[type=radio]")].some((field) => field.checked !== field.defaultChecked);
}

/** Replaces the page by how the case stands; the side with the forms only while nothing is filled in there. */
async function refresh(page) {
  if (document.hidden) return;
  const html = await fragment(location.pathname);
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-case]");
  if (!fresh) return;
  for (const part of ["[data-case-head]", "[data-case-main]", "[data-case-side]"]) {
    const [here, there] = [page.querySelector(part), fresh.querySelector(part)];
    if (!here || !there || here.innerHTML === there.innerHTML) continue;
    if (here.contains(document.activeElement) || isFilled(here)) continue;
    const chat = here.querySelector(".case-chat")?.scrollTop;
    here.replaceChildren(...document.adoptNode(there).childNodes);
    if (chat !== undefined) here.querySelector(".case-chat").scrollTop = chat;
  }
  sums(page);
  tick();
}
