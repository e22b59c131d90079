// Moves are never queued: without a connection their buttons are disabled, and a text beside them says why. While the page
// polls over HTTP they work as plain forms.

import { socket } from "../socket.js";
import { say } from "../words.js";

/** @param {() => boolean} overHttp whether moves can be sent over HTTP now */
export function moveButtons(root, overHttp) {
  function paint() {
    const down = !socket.isOpen && !overHttp();
    const forms = document.querySelectorAll("[data-chat] [data-move], [data-part=sheet] [data-offer-form]");
    for (const form of forms) {
      if (form.getAttribute("aria-busy") === "true") continue;
      for (const button of form.querySelectorAll("button:not([type=button])")) button.disabled = down;
    }
    for (const line of root.querySelectorAll("[data-offline-note]")) line.hidden = !down;
    const error = document.querySelector("[data-part=sheet] [data-offer-error]");
    if (!error) return;
    if (down) {
      error.textContent = say("chat-offer-line");
      error.hidden = false;
      error.dataset.line = "";
    } else if (error.dataset.line !== undefined) {
      error.hidden = true;
      delete error.dataset.line;
    }
  }
  socket.on("state", () => queueMicrotask(paint));
  document.addEventListener("sheet:open", paint);
  return paint;
}
