// Where someone is. Typing searches everywhere; an empty field shows the provinces, and taking a place that has
// more below it walks down (province, city, district, village). The hidden field carries the code.

import { get } from "./api.js";
import { combobox } from "./combobox.js";
import { say } from "./words.js";

// 32 province, 32.73 city, 32.73.02 district, 32.73.02.1001 village
const level = (region) => region.code.split(".").length - 1;
const ICONS = ["fa-map", "fa-city", "fa-map-pin", "fa-house-chimney"];

function picker(box) {
  const field = box.querySelector("[data-region-field]");
  const code = box.querySelector("[data-region-code]");
  const deepest = 3;
  const needed = Number(box.dataset.needs ?? 1); // from which level on a place counts: 1 city, 2 district
  let trail = []; // the places walked down through
  let kept = field.value;

  const rows = (regions) => regions.map((region) => {
    const name = region.name ?? region.label;
    const rest = region.label && region.label !== name ? region.label.replace(`${name}, `, "") : "";
    return { region, label: name, small: rest && rest !== name ? rest : undefined, icon: ICONS[level(region)], more: level(region) < deepest };
  });

  async function inside() {
    const parent = trail.at(-1);
    const { regions } = await get(`/api/regions${parent ? `?parent=${encodeURIComponent(parent.code)}` : ""}`);
    const found = rows(regions).map((row) => ({ ...row, small: undefined }));
    if (!parent) return found.length ? [{ says: say("region-provinces") }, ...found] : [{ says: say("region-none") }];
    const head = [{ back: true, label: say("region-back"), icon: "fa-arrow-left" }];
    if (level(parent) >= needed) head.push({ whole: parent, label: say("region-whole", { name: parent.name }), icon: "fa-check" });
    return [...head, ...found];
  }

  async function source(text, signal) {
    if (!text) return inside();
    const { regions } = await get(`/api/regions?q=${encodeURIComponent(text)}`, { signal });
    return regions.length ? rows(regions) : [{ says: say("region-none") }];
  }

  function settle(region) {
    code.value = region.code;
    kept = region.label || [region.name, ...trail.slice(0, -1).reverse().map((up) => up.name)].join(", ");
    field.value = kept;
    field.setCustomValidity("");
    field.removeAttribute("aria-invalid");
    trail = [];
    code.dispatchEvent(new Event("change", { bubbles: true }));
  }

  const list = combobox(field, {
    label: box.querySelector("label")?.textContent.trim() ?? "",
    source,
    onOpen: () => (field.value && field.value === kept && !trail.length ? null : ""),
    choose(item) {
      if (item.back) {
        trail.pop();
        list.ask("");
        return true;
      }
      if (item.whole) {
        settle(item.whole);
        return false;
      }
      settleOrWalk(item.region);
      return trail.length > 0;
    },
  });

  function settleOrWalk(region) {
    if (level(region) < deepest) {
      trail = [...trail, region];
      if (level(region) >= needed) {
        // it counts already; going deeper is possible, not forced
        code.value = region.code;
        kept = region.label || trail.map((up) => up.name).reverse().join(", ");
        field.value = kept;
        field.setCustomValidity("");
        code.dispatchEvent(new Event("change", { bubbles: true }));
      }
      list.ask("");
    } else settle(region);
  }

  field.addEventListener("focus", () => {
    if (code.value) kept = field.value; // a draft may have filled it in
  });
  field.addEventListener("input", () => {
    trail = [];
    if (!field.value.trim()) {
      code.value = "";
      kept = "";
      code.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  field.addEventListener("blur", () => {
    trail = [];
    // half a word is no place: go back to the last one taken
    if (field.value.trim() && field.value !== kept) field.value = kept;
  });
}

export function start(root = document) {
  for (const box of root.querySelectorAll("[data-region-picker]:not([data-ready])")) {
    box.dataset.ready = "1";
    picker(box);
  }
}
