// The offer form: echo in words, distance from the asking price, quick amounts, the amount on the button.
// Events are caught on the document, so forms that arrive later (chat) work too.

import { AMBIGUOUS, group, parseMoney, readMoney, rupiah, spellOut } from "./money.js";
import { lang, say } from "./words.js";

function describe(amount, asking) {
  const words = spellOut(amount, lang);
  if (!asking) return words;
  // as money::percent_off rounds
  const percent = Math.trunc((Math.abs(amount - asking) * 100) / asking);
  if (amount === asking) return `${words}, ${say("at-asking")}`;
  return `${words}, ${say(amount < asking ? "below-asking" : "above-asking", { percent: percent > 999 ? "> 999" : percent || "< 1" })}`;
}

/** Why a text is no amount. */
const unclear = (text) => say(readMoney(text) === AMBIGUOUS ? "amount-ambiguous" : "amount-unclear");

/** Marks the amount as unreadable, or takes the mark away. */
function blame(form, wrong) {
  const field = form.querySelector("[data-amount]");
  if (wrong) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  form.querySelector("[data-echo]")?.classList.toggle("danger", wrong);
}

/** The offer of the other party that a form counters: its amount, and whether a higher price is better for the reader. */
export function offerToAnswer(form) {
  const amount = Number(form?.dataset.answers);
  return amount ? { amount, higherIsBetter: "higherIsBetter" in form.dataset } : null;
}

/** Whether a counter-offer of this amount asks for more than the pending offer gives. */
export const isBetter = (amount, pending) => !pending || (pending.higherIsBetter ? amount > pending.amount : amount < pending.amount);

/** Shows that the amount is worse than the offer that it answers, which is to be confirmed, or the same. */
function compare(form, amount) {
  const pending = offerToAnswer(form);
  if (!pending) return;
  const same = amount === pending.amount;
  const worse = Boolean(amount) && !same && !isBetter(amount, pending);
  const [note, confirm] = [form.querySelector("[data-worse]"), form.querySelector("[name=confirm]")];
  note.hidden = !worse && !same;
  confirm.closest("label").hidden = !worse;
  if (!worse) confirm.checked = false;
  confirm.required = worse;
}

/** Brings echo, chips and button of an offer form in line with its amount. */
export function refresh(form) {
  const field = form.querySelector("[data-amount]");
  const echo = form.querySelector("[data-echo]");
  const send = form.querySelector("[data-offer-send]");
  if (echo && !echo.dataset.hint) echo.dataset.hint = echo.textContent;
  const amount = parseMoney(field.value);
  const asking = Number(form.dataset.asking) || null;
  if (echo) {
    if (amount) echo.textContent = describe(amount, asking);
    else echo.textContent = field.value.trim() ? unclear(field.value) : echo.dataset.hint;
  }
  compare(form, amount);
  if (send) send.textContent = amount ? say("send-offer", { amount: rupiah(amount) }) : say("send-offer-empty");
  for (const pick of form.querySelectorAll("[data-pick]")) pick.setAttribute("aria-pressed", String(Number(pick.dataset.pick) === amount));
  return amount;
}

function prepare(root) {
  for (const row of root.querySelectorAll("[data-quick]")) row.hidden = false;
  for (const form of root.querySelectorAll("[data-offer-form]")) form.noValidate = true; // the echo says it, in our words
}

export function start() {
  prepare(document);
  document.addEventListener("sheet:open", (event) => {
    prepare(event.target);
    const form = event.target.querySelector("[data-offer-form]");
    if (form) refresh(form);
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("[data-offer-form]");
    if (!form || !event.target.matches("[data-amount]")) return;
    blame(form, false);
    refresh(form);
  });
  document.addEventListener("click", (event) => {
    const pick = event.target.closest?.("[data-pick]");
    const form = pick?.closest("[data-offer-form]");
    if (!form) return;
    const field = form.querySelector("[data-amount]");
    field.value = group(Number(pick.dataset.pick));
    blame(form, false);
    refresh(form);
  });
  // capture: before anyone who sends the form over the socket
  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("[data-offer-form]");
    if (!form) return;
    const field = form.querySelector("[data-amount]");
    const amount = parseMoney(field.value);
    if (!amount) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const echo = form.querySelector("[data-echo]");
      if (echo) echo.textContent = unclear(field.value);
      blame(form, true);
      field.focus();
      return;
    }
    const confirm = form.querySelector("[name=confirm]");
    if (confirm?.required && !confirm.checked) {
      event.preventDefault();
      event.stopImmediatePropagation();
      confirm.focus();
      return;
    }
    field.value = String(amount); // digits alone on the wire
  }, true);
}
