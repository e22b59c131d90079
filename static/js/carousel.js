// The reel scrolls and snaps by itself; this keeps dots, thumbnails and the spoken count in step with it
// and gives arrow keys and arrow buttons.

import { say } from "./words.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");

function carousel(box) {
  const reel = box.querySelector("[data-reel]");
  if (!reel) return;
  const slides = [...reel.children];
  const dots = [...box.querySelectorAll("[data-dot]")];
  const thumbs = [...document.querySelectorAll("[data-thumb]")];
  const spoken = box.querySelector("[data-spoken]");
  const back = box.querySelector("[data-prev]");
  const on = box.querySelector("[data-next]");
  let at = 0;

  const go = (n) => {
    const to = Math.max(0, Math.min(slides.length - 1, n));
    reel.scrollTo({ left: slides[to].offsetLeft - slides[0].offsetLeft, behavior: still.matches ? "auto" : "smooth" });
  };
  const show = (n, quiet) => {
    at = n;
    dots.forEach((dot, k) => dot.classList.toggle("on", k === n));
    thumbs.forEach((thumb, k) => (k === n ? thumb.setAttribute("aria-current", "true") : thumb.removeAttribute("aria-current")));
    if (back) back.disabled = n === 0;
    if (on) on.disabled = n === slides.length - 1;
    if (spoken && !quiet) spoken.textContent = say("photo-n", { n: n + 1, of: slides.length });
  };

  if (slides.length < 2) return;
  let frame = 0;
  reel.addEventListener("scroll", () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      const n = Math.round(reel.scrollLeft / reel.clientWidth);
      if (n !== at && slides[n]) show(n);
    });
  }, { passive: true });
  reel.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    go(at + step);
  });
  thumbs.forEach((thumb, n) => thumb.addEventListener("click", (event) => {
    event.preventDefault();
    go(n);
  }));
  for (const [button, step] of [[back, -1], [on, 1]]) {
    if (!button) continue;
    button.hidden = false;
    button.addEventListener("click", () => go(at + step));
  }
  show(0, true);
}

export function start() {
  document.querySelectorAll("[data-carousel]").forEach(carousel);
}
