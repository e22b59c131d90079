// At the last step of the sell form: the server's note on a contact in the texts. It stops nobody from posting.

import { csrf } from "../api.js";

const FIELDS = ["title", "description", "flaw", "wanted"];

let asked = "";

/** @param {HTMLFormElement} form */
export async function checkContacts(form) {
  const place = form.querySelector("[data-contact-check]");
  const texts = new URLSearchParams(FIELDS.map((name) => [name, form.elements[name]?.value ?? ""]));
  if (!place || asked === String(texts)) return;
  asked = String(texts);
  try {
    const headers = { Accept: "text/html", "X-CSRF-Token": csrf() };
    const answer = await fetch(place.dataset.contactCheck, { method: "POST", body: texts, headers, credentials: "same-origin" });
    if (answer.ok && asked === String(texts)) place.innerHTML = await answer.text();
  } catch {
    asked = ""; // the listing's own page shows it after posting
  }
}
