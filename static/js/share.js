// Share by the phone's own sheet where there is one, else copy the address.

import { toast } from "./toast.js";
import { say } from "./words.js";

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

async function share(button) {
  const url = new URL(button.dataset.shareUrl || location.href, location.href);
  url.hash = "";
  if (navigator.share) {
    try {
      await navigator.share({ title: button.dataset.shareTitle || document.title, url: url.href });
      return;
    } catch (cause) {
      if (cause.name === "AbortError") return; // they changed their mind
    }
  }
  if (await copy(url.href)) toast(say("copied"), { icon: "fa-link" });
  else toast(say("failed"));
}

export function start() {
  for (const button of document.querySelectorAll("[data-share]")) button.hidden = false;
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-share]");
    if (button) share(button);
  });
}
