// Sheets are dialogs: focus goes in, Esc and the scrim close, focus returns, the page behind stands still.
// Markup: <div class="sheet-wrap" id="x" data-sheet="x"> with a .scrim[data-closes] and a .sheet; openers are
// <a href="#x" data-opens="x">. Without scripts :target does the opening; here the address stays as it is.

const FOCUSABLE = "a[href], button:not([disabled]), input:not([disabled]):not([type=hidden]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex='-1'])";
const open = []; // the last one is on top

const find = (sheet) => (typeof sheet === "string" ? document.querySelector(`[data-sheet="${CSS.escape(sheet)}"]`) : sheet);
const panel = (wrap) => wrap.querySelector(".sheet") ?? wrap;
const reachable = (box) => [...box.querySelectorAll(FOCUSABLE)].filter((el) => el.getClientRects().length > 0);

/** Opens a sheet by name or element; `opener` gets the focus back (by default whoever has it now). */
export function openSheet(sheet, opener = document.activeElement) {
  const wrap = find(sheet);
  if (!wrap || open.some((entry) => entry.wrap === wrap)) return;
  if (!wrap.dispatchEvent(new CustomEvent("sheet:open", { bubbles: true, cancelable: true, detail: { opener } }))) return;
  const box = panel(wrap);
  wrap.classList.add("is-open");
  wrap.hidden = false;
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-modal", "true");
  open.push({ wrap, opener });
  document.documentElement.classList.add("has-sheet");
  const first = box.querySelector("[data-autofocus]") ?? reachable(box)[0] ?? box;
  if (first === box) box.tabIndex = -1;
  first.focus({ preventScroll: true });
  if (first.matches("input:not([type=checkbox]):not([type=radio])")) first.select();
}

/** Closes a sheet, or the one on top. */
export function closeSheet(sheet) {
  const wrap = sheet ? find(sheet) : open.at(-1)?.wrap;
  const at = open.findIndex((entry) => entry.wrap === wrap);
  if (at < 0) return;
  const [{ opener }] = open.splice(at, 1);
  wrap.classList.remove("is-open");
  if (wrap.dataset.inFlow !== undefined) {
    panel(wrap).removeAttribute("role");
    panel(wrap).removeAttribute("aria-modal");
  }
  if (!open.length) document.documentElement.classList.remove("has-sheet");
  wrap.dispatchEvent(new CustomEvent("sheet:close", { bubbles: true }));
  if (opener?.isConnected) opener.focus({ preventScroll: true });
}

export const isOpen = (sheet) => open.some((entry) => entry.wrap === find(sheet));

function trap(event) {
  const top = open.at(-1);
  const stops = reachable(panel(top.wrap));
  if (!stops.length) return;
  const [first, last] = [stops[0], stops.at(-1)];
  const inside = panel(top.wrap).contains(document.activeElement);
  if (event.shiftKey && (!inside || document.activeElement === first)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && (!inside || document.activeElement === last)) {
    event.preventDefault();
    first.focus();
  }
}

export function start() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener && find(opener.dataset.opens)) {
      event.preventDefault();
      openSheet(opener.dataset.opens, opener);
      return;
    }
    const closer = event.target.closest("[data-closes]");
    if (closer) {
      event.preventDefault();
      closeSheet(closer.closest("[data-sheet]"));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!open.length) return;
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      closeSheet();
    } else if (event.key === "Tab") trap(event);
  });
  // a page opened at #x by a link made for no scripts: open it properly and tidy the address
  const wanted = location.hash.slice(1);
  if (wanted && find(wanted)) {
    history.replaceState(history.state, "", location.pathname + location.search);
    openSheet(wanted, document.querySelector(`[data-opens="${CSS.escape(wanted)}"]`));
  }
}
