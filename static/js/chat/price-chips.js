// Prices in messages ("350rb nett"): while an offer is possible, chips above the text field offer the newest of each party. They
// are there and not in the bubbles, where one that comes or goes would move what is read. The server parsed the price; a chip has
// the same markup as templates/chat/_price_chip.html. Here it opens the sheet with the amount; without scripts it makes the offer.

import { group, rupiah } from "../money.js";
import { openSheet } from "../sheet.js";
import { say } from "../words.js";

/** The price of a party that may be offered: the newest, unless it is above the asking price. */
export const offerable = (prices, asking) => {
  const newest = prices.at(-1);
  return newest && asking && newest <= asking ? newest : null;
};

/** @param {HTMLElement} root the room */
export function priceChips(root) {
  const log = root.querySelector("[data-log]");
  const sheet = document.querySelector("[data-part=sheet]");
  const composer = root.querySelector("[data-part=composer]");
  const form = () => sheet?.querySelector("[data-offer-form]"); // exists only while an offer is possible

  function chipFor(price) {
    const chip = document.getElementById("price-chip").content.firstElementChild.cloneNode(true);
    chip.elements.namedItem("amount").value = String(price);
    chip.querySelector("span").textContent = say("chat-price-chip", { amount: rupiah(price) });
    return chip;
  }

  function named() {
    const asking = Number(form()?.dataset.asking) || 0;
    const prices = ["mine", "theirs"].map((side) => {
      const said = [...log.querySelectorAll(`.bubble.${side}[data-price]:not(.gone)`)];
      return offerable(said.map((bubble) => Number(bubble.dataset.price)), asking);
    });
    return [...new Set(prices)].filter(Boolean);
  }

  function lay() {
    const rail = composer.querySelector("[data-chips]");
    if (!rail) return;
    const [old, prices] = [[...rail.querySelectorAll("[data-price-chip]")], named()];
    if (String(old.map((chip) => chip.elements.namedItem("amount").value)) === String(prices)) return;
    for (const chip of old) chip.remove();
    rail.append(...prices.map(chipFor));
  }

  const watch = new MutationObserver(lay);
  watch.observe(log, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-price", "class"] });
  watch.observe(composer, { childList: true, subtree: true });
  watch.observe(sheet, { childList: true });
  lay();

  composer.addEventListener("submit", (event) => {
    const chip = event.target.closest("[data-price-chip]");
    const amount = form()?.querySelector("[data-amount]");
    if (!chip || !amount) return; // the chip posts as it would without scripts
    event.preventDefault();
    amount.value = group(Number(chip.elements.namedItem("amount").value));
    openSheet("offer", chip.querySelector("button"));
  });
}
