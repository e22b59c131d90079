// The page of a deal follows its room: when the deal changes, what the server shows is fetched and replaced. Also copying a
// tracking number and printing a receipt.

import { fragment, me } from "./api.js";
import { tick } from "./clock.js";
import { sums } from "./dispute.js";
import { start as regions } from "./region-picker.js";
import { socket } from "./socket.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const GATHER = 80; // ms: a change arrives as several events

export function start() {
  for (const button of document.querySelectorAll("[data-prints]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  const order = document.querySelector("[data-order]");
  showButtons(document);
  document.addEventListener("click", copyNumber);
  document.addEventListener("click", fillField);
  if (order && me()) follow(order);
}

/** Shows the buttons that work only with scripts. */
function showButtons(root) {
  for (const chips of root.querySelectorAll("[data-fill-chips]")) chips.hidden = false;
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copies]")) button.hidden = false;
}

/** A chip writes its word into the field beside it, to be completed there. */
function fillField(event) {
  const chip = event.target.closest?.("[data-fills]");
  const field = chip && document.getElementById(chip.dataset.fills);
  if (!field) return;
  field.value = `${chip.value} `;
  field.focus();
}

async function copyNumber(event) {
  const button = event.target.closest?.("[data-copies]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copies);
  toast(say("number-copied"), { icon: "fa-copy" });
}

/** Whether a person filled a field in. */
function isChanged(field) {
  if (field.type === "hidden") return false;
  if (field.matches("[type=radio], [type=checkbox]")) return field.checked !== field.defaultChecked;
  if (field.matches("select")) return !field.selectedOptions[0]?.defaultSelected && field.selectedIndex > 0;
  return field.value !== field.defaultValue;
}

/** What was filled in, and which folds are open; the result puts it back into the page that replaces this one. */
function heldFields(root) {
  const fields = [...root.querySelectorAll(":is(input, textarea, select)[id]")].filter(isChanged);
  const held = fields.map(({ id, value, checked }) => ({ id, value, checked }));
  const folds = [...root.querySelectorAll("details[id]")].map(({ id, open }) => ({ id, open }));
  const focused = root.contains(document.activeElement) ? document.activeElement.id : "";
  return () => {
    for (const { id, open } of folds) {
      const fold = document.getElementById(id);
      if (fold) fold.open = open;
    }
    for (const { id, value, checked } of held) {
      const field = document.getElementById(id);
      if (!field) continue;
      field.value = value;
      if (checked !== undefined) field.checked = checked;
    }
    if (focused) document.getElementById(focused)?.focus();
  };
}

function follow(order) {
  let timer = 0;
  const shown = new Map(); // by part: the server's last HTML
  const typing = () => {
    const field = document.activeElement?.closest?.("[data-order] :is(input, textarea, select)");
    const open = field?.getAttribute("aria-expanded") === "true"; // a list of places to choose from
    return field && (open || isChanged(field)) ? field : null;
  };

  /** Chosen files cannot be put back into a new page. */
  const hasFiles = () => [...order.querySelectorAll("input[type=file]")].some((input) => input.files.length > 0);

  /** What is being typed is not taken away: the page follows when the field is left. */
  function waits() {
    const field = typing();
    field?.addEventListener("blur", later, { once: true });
    return Boolean(field) || hasFiles();
  }

  async function refresh() {
    if (waits()) return;
    const html = await fragment(location.pathname + location.search);
    // Somebody may have begun to type meanwhile.
    if (waits()) return;
    const restore = heldFields(order);
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const part of ["[data-order]", "[data-order-head]", "[data-order-bar]"]) {
      const [here, fresh] = [document.querySelector(part), page.querySelector(part)];
      if (!here || !fresh || shown.get(part) === fresh.innerHTML) continue;
      shown.set(part, fresh.innerHTML);
      here.replaceChildren(...document.adoptNode(fresh).childNodes);
    }
    restore();
    showButtons(document);
    regions(document);
    sums(document);
    tick();
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => refresh().catch(() => {}), GATHER);
  }

  const { room, code } = order.dataset;
  socket.on("deal", (frame) => { if (frame.room === room && frame.code === code) later(); });
  socket.on("joined", (frame) => { if (frame.room === room) later(); });
  socket.join(room);
}
