// The strip under the top bar that shows the state of the connection. It appears after a delay, so that a short interruption is
// not shown, and not on pages without live content.

import { socket } from "../socket.js";
import { say } from "../words.js";

const QUIET = 1500;
const FIRST_QUIET = 6000; // ms; for a page that has not connected yet
const BACK_FOR = 2500;

const LOOKS = {
  lost: ["waiting", "strip-wait", "fa-rotate", "connection-lost"],
  offline: ["offline", "", "fa-plug-circle-xmark", "connection-offline"],
  back: ["back", "strip-good", "fa-check", "connection-back"],
  polling: ["waiting", "strip-wait", "fa-rotate", "connection-polling"],
  banned: ["offline", "", "fa-ban", "connection-banned"],
};

class ConnectionStrip {
  #shown = null;
  #timer = 0;

  start() {
    socket.on("state", ({ state, before }) => this.#line(state, before));
    this.#timer = setTimeout(() => this.lost(), FIRST_QUIET);
  }

  lost() {
    if (!document.querySelector("[data-chat], [data-inbox]")) return;
    this.#show(navigator.onLine ? "lost" : "offline");
  }

  polling() {
    clearTimeout(this.#timer);
    this.#show("polling");
  }

  #line(state) {
    if (state === "connecting") return;
    clearTimeout(this.#timer);
    if (state === "open") {
      if (this.#shown) {
        this.#show("back");
        this.#timer = setTimeout(() => this.#hide(), BACK_FOR);
      }
    } else if (state === "ended") {
      if (LOOKS[socket.reason]) this.#show(socket.reason);
    } else if (state === "lost" || (state === "polling" && !this.#shown)) {
      if (this.#shown && this.#shown !== "back") this.lost();
      else this.#timer = setTimeout(() => this.lost(), QUIET);
    }
  }

  #show(name) {
    const slot = document.querySelector("[data-connection]");
    const [state, tone, icon, key] = LOOKS[name];
    const text = say(key);
    if (!slot || text === key || this.#shown === name) return; // a page without the text shows nothing
    this.#shown = name;
    slot.hidden = false;
    slot.dataset.state = state;
    const line = document.createElement("div");
    line.className = `strip ${tone}`;
    const mark = document.createElement("i");
    mark.className = `fa-solid ${icon}`;
    mark.setAttribute("aria-hidden", "true");
    const words = document.createElement("span");
    words.textContent = text;
    line.append(mark, words);
    // shown first, then filled: some screen readers do not announce a status that appears with its text
    requestAnimationFrame(() => {
      if (this.#shown !== name) return;
      slot.replaceChildren(line);
      // sticky elements below it need its height
      document.documentElement.style.setProperty("--strip-h", `${slot.offsetHeight}px`);
    });
  }

  #hide() {
    const slot = document.querySelector("[data-connection]");
    this.#shown = null;
    if (!slot) return;
    slot.hidden = true;
    delete slot.dataset.state;
    slot.replaceChildren();
  }
}

export const connectionStrip = new ConnectionStrip();
