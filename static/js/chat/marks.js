// The state of an own message: waiting, sending, sent, read, failed. Same markup as the marks in templates/chat/_message.html.

import { say } from "../words.js";

const MARKS = {
  waiting: ["fa-regular fa-clock", "chat-waiting"],
  sending: ["fa-regular fa-clock", "chat-sending"],
  sent: ["fa-solid fa-check", "chat-sent"],
  read: ["fa-solid fa-check-double", "chat-read"],
};

/** The line below a message that failed. */
export const remarkOf = (bubble) => bubble.parentElement?.querySelector(`[data-remark="${CSS.escape(bubble.dataset.message)}"]`);

export function mark(bubble, state, why = "") {
  bubble.dataset.state = state;
  bubble.classList.toggle("sending", state === "sending" || state === "waiting");
  bubble.classList.toggle("failed", state === "failed");
  const ticks = bubble.querySelector("[data-mark]");
  if (ticks) {
    ticks.hidden = state === "failed";
    if (MARKS[state]) {
      const [icon, key] = MARKS[state];
      ticks.classList.toggle("trust", state === "read");
      ticks.querySelector("i").className = icon;
      const words = ticks.querySelector("[data-mark-word]");
      words.textContent = say(key);
      words.classList.toggle("visually-hidden", state !== "waiting"); // waiting has a visible text, the others an icon only
    }
  }
  remarkOf(bubble)?.remove();
  if (state !== "failed") return;
  const remark = document.getElementById("failed").content.firstElementChild.cloneNode(true);
  remark.dataset.remark = bubble.dataset.message;
  remark.querySelector("[data-why]").textContent = why || say("chat-failed");
  for (const button of remark.querySelectorAll("button")) button.dataset.of = bubble.dataset.message;
  bubble.after(remark);
}
