// A number pad has no letters: beside the money field that is typed in, keys for thousand and million.

import { group, parseMoney } from "./money.js";
import { say } from "./words.js";

const UNITS = ["rb", "jt"];

function key(field, unit) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = unit;
  button.setAttribute("aria-label", say(`unit-${unit}`));
  // the field keeps the focus, and the number pad stays
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    const amount = parseMoney(field.value + unit);
    if (amount === null) return;
    field.value = group(amount);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return button;
}

export function start() {
  // a tablet with a mouse shows the number pad too
  if (!matchMedia("(any-pointer: coarse)").matches) return;
  document.addEventListener("focusin", (event) => {
    const field = event.target.closest?.("[data-money], [data-amount]");
    const frame = field?.closest(".amount, .input-rp");
    if (!frame || frame.querySelector(".unit-keys")) return;
    const keys = document.createElement("span");
    keys.className = "unit-keys";
    keys.append(...UNITS.map((unit) => key(field, unit)));
    frame.append(keys);
  });
}
