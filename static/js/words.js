// Texts for scripts come from the page (<template data-words>), so that they live in the message catalogues.

let words = null;

function read() {
  words = new Map();
  for (const list of document.querySelectorAll("template[data-words]")) {
    for (const item of list.content.querySelectorAll("[data-key]")) words.set(item.dataset.key, item.textContent);
  }
}

/** The text for a key, with `{name}` replaced from `values`. An unknown key answers itself. */
export function say(key, values = {}) {
  if (!words) read();
  const text = words.get(key) ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export const lang = document.documentElement.lang || "id";
