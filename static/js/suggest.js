// What people search for, under the search field. Enter without a choice searches for what stands there.

import { get } from "./api.js";
import { combobox } from "./combobox.js";

const ICONS = { query: "fa-magnifying-glass", category: "fa-tag", listing: "fa-box-open" };

export function start() {
  for (const field of document.querySelectorAll("input[data-suggest]")) {
    combobox(field, {
      label: field.getAttribute("aria-label") ?? "",
      submitFree: true,
      wait: 200,
      onOpen: () => null,
      async source(text, signal) {
        if (text.length < 2) return [];
        const { suggestions } = await get(`/api/suggest?q=${encodeURIComponent(text)}`, { signal });
        return suggestions.map((found) => ({ ...found, label: found.text, icon: ICONS[found.kind] ?? ICONS.query }));
      },
      choose(item) {
        field.value = item.text;
        location.assign(item.url);
        return false;
      },
    });
  }
}
