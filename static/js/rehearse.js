// The assistant's page: dragging an offer shows what @tawar would answer by the settings as they stand on the page, saved or
// not. The page itself is the answer's source, so the words are the server's; without scripts the button does the same for
// what is saved.

import { group, parseMoney, rupiah } from "./money.js";

const STEPS = 200;

export function start() {
  const form = document.querySelector("[data-rehearse]");
  if (!form) return;
  const range = form.querySelector("[data-rehearse-range]");
  const field = form.querySelector("[data-money]");
  const mandate = document.querySelector("[data-mandate]");
  const floor = document.querySelector("[data-floor]");
  const price = Number(range.max);
  // Steps that a thumb and an arrow key can take, and an end that is the price itself.
  const at = Number(range.value);
  const step = Math.max(1, Math.round(price / STEPS));
  range.max = String(Math.ceil(price / step) * step);
  range.step = String(step);
  range.value = String(at);
  range.hidden = false;
  let asking = 0;
  let timer = 0;

  // What is typed counts to the rupiah; the range follows as near as it can.
  const offer = () => parseMoney(field.value) ?? Math.min(Number(range.value), price);

  async function ask() {
    const turn = ++asking;
    const address = new URL(form.action);
    for (const [name, value] of new FormData(mandate)) if (name !== "_csrf") address.searchParams.set(name, value);
    if (floor) address.searchParams.set("floor_percent", floor.value);
    address.searchParams.set("coba", String(offer()));
    let page;
    try {
      const response = await fetch(address, { credentials: "same-origin" });
      if (!response.ok) return;
      page = new DOMParser().parseFromString(await response.text(), "text/html");
    } catch {
      // the line is down: the last answer stays
      return;
    }
    const answer = page.querySelector("[data-rehearse-answer]");
    if (turn === asking && answer) form.querySelector("[data-rehearse-answer]").replaceChildren(...answer.childNodes);
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  }

  const says = (amount) => range.setAttribute("aria-valuetext", rupiah(amount));

  says(Math.min(at, price));
  range.addEventListener("input", () => {
    const amount = Math.min(Number(range.value), price);
    field.value = group(amount);
    says(amount);
    soon();
  });
  field.addEventListener("input", () => {
    const amount = parseMoney(field.value);
    if (amount === null || amount === undefined) return;
    range.value = String(Math.min(amount, price));
    says(amount);
    soon();
  });
  // Another setting, another answer: as soon as there was one.
  for (const part of [mandate, floor]) part?.addEventListener("input", () => field.value && soon());
}
