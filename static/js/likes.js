// Hearts. Without scripts the form posts and the page comes back.

import { ApiError, me, post } from "./api.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

function paint(id, liked, count) {
  for (const form of document.querySelectorAll(`[data-like="${CSS.escape(id)}"]`)) {
    const button = form.querySelector("button");
    button.setAttribute("aria-pressed", String(liked));
    const icon = button.querySelector("i");
    icon.classList.toggle("fa-solid", liked);
    icon.classList.toggle("fa-regular", !liked);
  }
  for (const box of document.querySelectorAll(`[data-listing="${CSS.escape(id)}"] [data-like-count]`)) {
    if (!Number.isInteger(count)) continue;
    box.textContent = String(count);
    box.closest("[data-likes]").hidden = count === 0;
  }
}

async function toggle(form) {
  const id = form.dataset.like;
  if (!me()) {
    const next = encodeURIComponent(location.pathname + location.search);
    toast(say("like-signin"), { act: { label: say("signin"), href: `/masuk?next=${next}` } });
    return;
  }
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const before = form.querySelector("button").getAttribute("aria-pressed") === "true";
  paint(id, !before); // at once; the answer corrects it
  try {
    const { liked, like_count: count } = await post(`/api/listings/${encodeURIComponent(id)}/like`);
    paint(id, liked, count);
    const act = liked ? { label: say("liked-see"), href: "/suka" } : undefined;
    toast(say(liked ? "liked" : "unliked"), { icon: liked ? "fa-heart" : undefined, act });
  } catch (cause) {
    paint(id, before);
    toast(cause instanceof ApiError ? cause.detail : say("failed"));
  } finally {
    delete form.dataset.busy;
  }
}

export function start() {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("[data-like]");
    if (!form) return;
    event.preventDefault();
    toggle(form);
  });
}
