// What is wrong with a field, said under it in our own words: the browser's bubble speaks the browser's language
// and covers what stands below.

import { say } from "../words.js";

const lines = new Map(); // field name → the line under it

/** Takes back what was said about a field. */
export function unsay(field) {
  lines.get(field.name)?.remove();
  lines.delete(field.name);
  field.removeAttribute?.("aria-invalid");
}

/** Says what is wrong with `field` and brings it into view. */
export function sayUnder(field) {
  unsay(field);
  if (!field.validity.valid) {
    const group = field.closest("fieldset");
    const home = field.closest(".form-check, .region-box, .input-rp") ?? field;
    const line = document.createElement("p");
    line.className = "field-error";
    line.id = `${field.name}-said`;
    line.setAttribute("role", "alert");
    const icon = document.createElement("i");
    icon.className = "fa-solid fa-circle-exclamation";
    icon.setAttribute("aria-hidden", "true");
    line.append(icon, ` ${field.validity.customError ? field.validationMessage : say(`sell-need-${field.name}`)}`);
    if (group) group.append(line);
    else home.after(line);
    lines.set(field.name, line);
    field.setAttribute("aria-invalid", "true");
  }
  (field.closest(".input-rp, .region-box, .form-check") ?? field).scrollIntoView({ block: "center" });
}
