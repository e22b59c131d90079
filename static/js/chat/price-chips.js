// Prices in messages ("350rb nett"): below the newest of each party a chip offers it, while an offer is possible. The server
// parsed the price; the chip has the same markup as templates/chat/_price_chip.html. Here it opens the sheet with the amount;
// without scripts it makes the offer at once.

import { group, rupiah } from "../money.js";
import { openSheet } from "../sheet.js";
import { say } from "../words.js";

/** The price of a party that may be offered: the newest, unless it is above the asking price. */
export const offerable = (prices, asking) => {
  const newest = prices.at(-1);
  return newest && asking && newest <= asking ? newest : null;
};

/** @param {HTMLElement} log */
export function priceChips(log) {
  const sheet = document.querySelector("[data-part=sheet]");
  const form = () => sheet?.querySelector("[data-offer-form]"); // exists only while an offer is possible

  function chipFor(price) {
    const chip = document.getElementById("price-chip").content.firstElementChild.cloneNode(true);
    chip.elements.namedItem("amount").value = String(price);
    chip.querySelector("span").textContent = say("chat-price-chip", { amount: rupiah(price) });
    return chip;
  }

  function lay() {
    const asking = Number(form()?.dataset.asking) || 0;
    for (const side of ["mine", "theirs"]) {
      const said = [...log.querySelectorAll(`.bubble.${side}[data-price]:not(.gone)`)];
      const price = offerable(said.map((bubble) => Number(bubble.dataset.price)), asking);
      const place = price ? said.at(-1) : null;
      for (const chip of log.querySelectorAll(`.bubble.${side} > [data-price-chip]`)) if (chip.parentElement !== place) chip.remove();
      if (place && !place.querySelector("[data-price-chip]")) place.append(chipFor(price));
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
    if (!chip || !amount) return; // the chip posts as it would without scripts
    event.preventDefault();
    amount.value = group(Number(chip.elements.namedItem("amount").value));
    openSheet("offer", chip.querySelector("button"));
  });
}
