// The message composer: Enter sends (with a keyboard), the draft survives a reload, quick chips insert text. A photo may be
// attached (attach.js) and an earlier message replied to (reply.js).

import { attach } from "./attach.js";
import { drafts } from "./drafts.js";
import { reply } from "./reply.js";

/** @param {{room: string, log: object, quotes: object, onSend: (said: object) => void, onType: () => void}} hooks */
export function composer(root, { room, log, quotes, onSend, onType }) {
  const kept = drafts(room);
  const field = () => root.querySelector("[data-send] textarea");
  const remember = () => kept.write({ text: field()?.value ?? "", quote: answer.seq });
  const photo = attach(root, (file) => kept.keepPhoto(file));
  const answer = reply(root, log, quotes, remember);

  function grow(area) {
    if (CSS.supports("field-sizing", "content")) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight + 3, 132)}px`;
  }

  async function send(area) {
    const text = area.value.trim();
    if (!text && !photo.file) return;
    area.value = "";
    grow(area);
    const said = { text, ...answer.take() };
    remember();
    area.focus();
    onSend({ ...said, ...(await photo.take()) });
  }

  root.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-send]")) return;
    event.preventDefault();
    send(event.target.querySelector("textarea"));
  });
  root.addEventListener("keydown", (event) => {
    // 229: an input method takes the key, also in browsers that do not set isComposing on the last one
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229 || !event.target.matches("[data-send] textarea")) return;
    if (!matchMedia("(pointer: fine)").matches) return; // on a phone Enter inserts a line break and the button sends
    event.preventDefault();
    send(event.target);
  });
  root.addEventListener("input", (event) => {
    if (!event.target.matches("[data-send] textarea")) return;
    grow(event.target);
    remember();
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

  /** Shows what works only with scripts, and switches off what works only without. */
  function show() {
    for (const chip of root.querySelectorAll("[data-insert]")) chip.hidden = false;
    const area = field();
    if (area) area.required = false; // a photo may be sent without a text
  }
  show();
  const { text, quote } = kept.read();
  if (text && field() && !field().value) {
    field().value = text;
    grow(field());
  }
  if (quote) answer.set(quote);
  kept.photo().then((file) => photo.restore(file)).catch(() => {});

  return {
    answer,
    /** Replaces the composer by a new one from the server: the chips change, the message being written stays. */
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
