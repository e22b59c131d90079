// Prices in messages ("350rb nett"): chips above the text field offer the newest of each party, or accept the pending offer of
// that price. They are there and not in the bubbles, where one that comes or goes would move what is read. The server parsed the
// price; a chip has the same markup as templates/chat/_price_chip.html. Here an offer opens the sheet with the amount; without
// scripts it is made at once.

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

/** @param {HTMLElement} root the room */
export function priceChips(root) {
  const log = root.querySelector("[data-log]");
  const sheet = document.querySelector("[data-part=sheet]");
  const composer = root.querySelector("[data-part=composer]");
  const form = () => sheet?.querySelector("[data-offer-form]"); // exists only while an offer is possible
  const acceptForm = () => log.querySelector(".offer form[data-move=accept]");

  function acceptChip(chip) {
    const accept = acceptForm();
    chip.action = accept.action;
    chip.dataset.move = "accept";
    for (const field of chip.querySelectorAll("input")) field.remove();
    chip.prepend(...[...accept.querySelectorAll("input[type=hidden]")].map((field) => field.cloneNode()));
    chip.querySelector("span").textContent = accept.querySelector("button").textContent.trim();
    chip.querySelector("i").className = "fa-solid fa-check";
  }

  function chipFor({ kind, price }) {
    const chip = document.getElementById("price-chip").content.firstElementChild.cloneNode(true);
    if (kind === "accept") acceptChip(chip);
    else {
      chip.elements.namedItem("amount").value = String(price);
      chip.querySelector("span").textContent = say("chat-price-chip", { amount: rupiah(price) });
    }
    chip.dataset.key = keyOf({ kind, price });
    return chip;
  }

  /** What a chip is made of: a changed one is drawn anew. */
  function keyOf({ kind, price }) {
    if (kind !== "accept") return String(price);
    const { offer, version } = acceptForm().elements;
    return `${offer.value}:${version.value}`;
  }

  function named() {
    const pending = acceptForm() ? offerToAnswer(form()) : null;
    const asking = Number(form()?.dataset.asking) || 0;
    const prices = ["mine", "theirs"].map((side) => {
      const said = [...log.querySelectorAll(`.bubble.${side}[data-price]:not(.gone)`)];
      const price = Number(said.at(-1)?.dataset.price);
      return { kind: chipOf([price], { asking, pending }), price };
    });
    const both = prices[0].price === prices[1].price;
    return prices.slice(both ? 1 : 0).filter(({ kind }) => kind);
  }

  function lay() {
    const rail = composer.querySelector("[data-chips]");
    if (!rail) return;
    const [old, chips] = [[...rail.querySelectorAll("[data-price-chip]")], named()];
    if (String(old.map((chip) => chip.dataset.key)) === String(chips.map(keyOf))) return;
    for (const chip of old) chip.remove();
    rail.append(...chips.map(chipFor));
  }

  const watch = new MutationObserver(lay);
  watch.observe(log, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-price", "class"] });
  watch.observe(composer, { childList: true, subtree: true });
  watch.observe(sheet, { childList: true });
  lay();

  composer.addEventListener("submit", (event) => {
    const chip = event.target.closest("[data-price-chip]");
    const amount = form()?.querySelector("[data-amount]");
    if (chip?.dataset.move !== "offer" || !amount) return; // an acceptance is a move like the button's
    event.preventDefault();
    amount.value = group(Number(chip.elements.namedItem("amount").value));
    openSheet("offer", chip.querySelector("button"));
  });
}
