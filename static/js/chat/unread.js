// The unread count on the chat icons ([data-unread]).

const places = () => document.querySelectorAll("[data-unread]");

let total = null;

function read() {
  const place = places()[0];
  const text = place?.hidden ? "0" : place?.querySelector("[data-unread-n]")?.textContent ?? "0";
  return Number.parseInt(text, 10) || 0;
}

/** Sets the number of unread messages in all rooms. */
export function setUnread(n) {
  total = Math.max(0, n);
  for (const place of places()) {
    place.hidden = total === 0;
    const digits = place.querySelector("[data-unread-n]");
    if (digits) digits.textContent = total > 99 ? "99+" : String(total);
  }
}

export function addUnread(n) {
  total ??= read();
  setUnread(total + n);
}
