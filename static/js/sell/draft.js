// The text of an unfinished listing stays on this device until it is posted. The secret lowest price is not kept.

const SKIP = new Set(["_csrf", "id", "photo", "photo_id", "min_price", "honest"]);
const SENT = "sell-sent";

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
};
const write = (key, value) => {
  try {
    if (value) localStorage.setItem(key, JSON.stringify(value));
    else localStorage.removeItem(key);
  } catch {
    // private windows may refuse; then there is no draft
  }
};

function collect(form) {
  const kept = {};
  for (const [name, value] of new FormData(form)) {
    if (SKIP.has(name) || typeof value !== "string" || !value) continue;
    (kept[name] ??= []).push(value);
  }
  return kept;
}

/** Fills the form; answers whether there was anything to fill. */
function restore(form, kept) {
  let some = false;
  for (const field of form.elements) {
    if (!field.name || SKIP.has(field.name) || field.type === "file") continue;
    const values = kept[field.name] ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (values.length) {
      if (field.value !== values[0] && field.type !== "hidden") some = true;
      field.value = values[0];
    }
  }
  return some;
}

export function draft(form, onRestored) {
  const key = form.dataset.draft;
  if (!key) return;
  const fresh = form.dataset.mode === "new" && form.dataset.hasErrors === undefined;
  const kept = fresh ? read(key) : null;
  if (kept && (kept.title || kept.description) && restore(form, kept)) onRestored(() => write(key, null));
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => write(key, collect(form)), 400);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  addEventListener("pagehide", () => {
    if (form.dataset.sent === undefined && form.dataset.dropped === undefined && form.dataset.touched !== undefined) write(key, collect(form));
  });
  form.addEventListener("input", () => { form.dataset.touched = ""; });
}

/** The form is on its way; the draft goes when the listing's page has come. */
export function sent(form) {
  form.dataset.sent = "";
  try {
    sessionStorage.setItem(SENT, form.dataset.draft ?? "");
  } catch {
    // as above
  }
}

/** On any other page: a draft that was posted is not needed any more. */
export function tidy() {
  try {
    const key = sessionStorage.getItem(SENT);
    if (key === null) return;
    sessionStorage.removeItem(SENT);
    if (key && location.pathname.startsWith("/barang/")) write(key, null);
  } catch {
    // as above
  }
}
