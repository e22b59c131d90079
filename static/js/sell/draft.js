// An unfinished listing stays on this device until it is posted: its text, its uploaded photos (the server has them
// already) and the step. A phone ends the page while the camera is open, so everything is stored at once. The key
// contains the person: nobody else on this browser sees it. The secret lowest price is not kept.

import { me } from "../api.js";

const SKIP = new Set(["_csrf", "id", "version", "photo", "photo_id", "min_price", "honest"]);
const SENT = "sell-sent";
const TYPING = 300; // ms without a key before the text is stored

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

function fieldsOf(form) {
  const kept = {};
  for (const [name, value] of new FormData(form)) {
    if (SKIP.has(name) || typeof value !== "string" || !value) continue;
    (kept[name] ??= []).push(value);
  }
  return kept;
}

function fill(form, fields) {
  for (const field of form.elements) {
    if (!field.name || SKIP.has(field.name) || field.type === "file") continue;
    const values = fields[field.name] ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
}

/**
 * Restores the draft of a new listing and stores what changes from now on. `shots` are its photos, `step()` tells the
 * step that is shown. Answers the step to go on with; `onRestored` gets a function that deletes the draft.
 */
export function draft(form, { shots, step, onRestored }) {
  const key = form.dataset.draft;
  if (!key || form.dataset.mode !== "new") return 0;
  const kept = form.dataset.hasErrors === undefined ? read(key) : null;
  const { fields = {}, photos = [], at = 0 } = kept ?? {};
  const some = Boolean(fields.title || fields.description || photos.length || at);
  if (some) {
    fill(form, fields);
    shots.restore(photos);
    onRestored(() => write(key, null));
  }

  let timer = 0;
  let touched = some;
  const done = () => form.dataset.sent !== undefined || form.dataset.dropped !== undefined;
  const now = () => {
    clearTimeout(timer);
    if (touched && !done()) write(key, { fields: fieldsOf(form), photos: shots.uploaded(), at: step() });
  };
  const changed = () => {
    touched = true;
    now();
  };
  form.addEventListener("input", () => {
    touched = true;
    clearTimeout(timer);
    timer = setTimeout(now, TYPING);
  });
  form.addEventListener("change", changed);
  form.addEventListener("sell:photos", changed);
  form.addEventListener("sell:step", changed);
  document.addEventListener("visibilitychange", now); // the camera opens
  addEventListener("pagehide", now);
  return at;
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

/** Who signs out leaves no draft behind. */
export function forgetOnSignOut() {
  document.addEventListener("submit", (event) => {
    if (new URL(event.target.action, location.href).pathname === "/keluar") write(`jual-${me()}`, null);
  });
}
