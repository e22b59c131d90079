// Where one writes: Enter sends (with a keyboard), the draft survives a reload, quick chips put words in.

const draftKey = (room) => `draft/${room}`;

/** @param {{room: string, onSend: (text: string) => void, onType: () => void}} hooks */
export function composer(root, { room, onSend, onType }) {
  const field = () => root.querySelector("[data-send] textarea");
  const remember = (text) => {
    try {
      if (text) sessionStorage.setItem(draftKey(room), text);
      else sessionStorage.removeItem(draftKey(room));
    } catch {
      // storage may be closed to us; the draft lives as long as the page
    }
  };

  function grow(area) {
    if (CSS.supports("field-sizing", "content")) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight + 3, 132)}px`;
  }

  function send(area) {
    const text = area.value.trim();
    if (!text) return;
    area.value = "";
    grow(area);
    remember("");
    area.focus();
    onSend(text);
  }

  root.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-send]")) return;
    event.preventDefault();
    send(event.target.querySelector("textarea"));
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("[data-send] textarea")) return;
    if (!matchMedia("(pointer: fine)").matches) return; // on a phone Enter is a new line, the button sends
    event.preventDefault();
    send(event.target);
  });
  root.addEventListener("input", (event) => {
    if (!event.target.matches("[data-send] textarea")) return;
    grow(event.target);
    remember(event.target.value);
    if (event.target.value.trim()) onType();
  });
  root.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-insert]");
    const area = field();
    if (!chip || !area) return;
    const before = area.value.trimEnd();
    area.value = before ? `${before} ${chip.textContent}` : chip.textContent;
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });

  const show = () => {
    for (const chip of root.querySelectorAll("[data-insert]")) chip.hidden = false;
  };
  show();
  try {
    const draft = sessionStorage.getItem(draftKey(room));
    if (draft && field() && !field().value) {
      field().value = draft;
      grow(field());
    }
  } catch {
    // as above
  }

  return {
    /** A fresh composer from the server: the chips change, a half-written message stays. */
    swap(part, fresh) {
      const [oldForm, newForm] = [part.querySelector("[data-send]"), fresh.querySelector("[data-send]")];
      if (oldForm && newForm) {
        const chips = fresh.querySelector("[data-chips]");
        const focused = part.querySelector("[data-chips]")?.contains(document.activeElement);
        if (chips) part.querySelector("[data-chips]")?.replaceWith(chips);
        if (focused) field()?.focus();
      } else part.replaceChildren(...fresh.childNodes);
      show();
    },
  };
}
