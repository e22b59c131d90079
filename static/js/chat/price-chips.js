// Prices in messages ("350rb nett"): below the newest of each party a chip offers it, or accepts the pending offer of that
// price. The server parsed the price; the chip has the same markup as templates/chat/_price_chip.html. Here an offer opens the
// sheet with the amount; without scripts it is made at once.

import { group, rupiah } from "../money.js";
import { isBetter, offerToAnswer } from "../offer.js";
import { openSheet } from "../sheet.js";
import { say } from "../words.js";

/**
 * What a chip below the newest price of a party does: "accept", "offer" or nothing.
 * The same rule as PriceAnswers::chip.
 */
export function chipOf(prices, { asking, pending }) {
  const newest = prices.at(-1);
  if (!newest || !asking) return null;
  if (pending?.amount === newest) return "accept";
  return newest <= asking && isBetter(newest, pending) ? "offer" : null;
}

/** @param {HTMLElement} log */
export function priceChips(log) {
  const sheet = document.querySelector("[data-part=sheet]");
  const form = () => sheet?.querySelector("[data-offer-form]"); // exists only while an offer is possible
  const acceptForm = () => log.querySelector(".offer form[data-move=accept]");

  function acceptChip(chip) {
    const accept = acceptForm();
    chip.action = accept.action;
    chip.dataset.move = "accept";
    for (const field of chip.querySelectorAll("input")) field.remove();
    chip.prepend(...[...accept.querySelectorAll("input")].map((field) => field.cloneNode()));
    chip.querySelector("span").textContent = accept.querySelector("button").textContent.trim();
    chip.querySelector("i").className = "fa-solid fa-check";
  }

  function chipFor(kind, price) {
    const chip = document.getElementById("price-chip").content.firstElementChild.cloneNode(true);
    if (kind === "accept") acceptChip(chip);
    else {
      chip.elements.namedItem("amount").value = String(price);
      chip.querySelector("span").textContent = say("chat-price-chip", { amount: rupiah(price) });
    }
    chip.dataset.key = keyOf(kind, price);
    return chip;
  }

  /** What a chip was made of: a changed one is drawn anew. */
  function keyOf(kind, price) {
    if (kind !== "accept") return String(price);
    const { offer, version } = acceptForm().elements;
    return `${offer.value}:${version.value}`;
  }

  function lay() {
    const pending = acceptForm() ? offerToAnswer(form()) : null;
    const asking = Number(form()?.dataset.asking) || 0;
    for (const side of ["mine", "theirs"]) {
      const said = [...log.querySelectorAll(`.bubble.${side}[data-price]:not(.gone)`)];
      const price = Number(said.at(-1)?.dataset.price);
      const kind = chipOf([price], { asking, pending });
      const place = kind ? said.at(-1) : null;
      const there = place?.querySelector("[data-price-chip]");
      const same = there && there.dataset.key === keyOf(kind, price);
      for (const chip of log.querySelectorAll(`.bubble.${side} > [data-price-chip]`)) if (chip !== there || !same) chip.remove();
      if (place && !same) place.append(chipFor(kind, price));
    }
  }

  let due = 0;
  const soon = () => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(lay);
  };
  const watch = new MutationObserver(soon);
  watch.observe(log, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-price"] });
  if (sheet) watch.observe(sheet, { childList: true });
  lay();

  log.addEventListener("submit", (event) => {
    const chip = event.target.closest("[data-price-chip]");
    const amount = form()?.querySelector("[data-amount]");
    if (chip?.dataset.move !== "offer" || !amount) return; // an acceptance is a move like the button's
    event.preventDefault();
    amount.value = group(Number(chip.elements.namedItem("amount").value));
    openSheet("offer", chip.querySelector("button"));
  });
}
