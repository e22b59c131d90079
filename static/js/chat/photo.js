// The photo in a bubble. It is a link to the large one, which js/zoom.js opens in the viewer.

import { say } from "../words.js";

/** Shows a photo in a bubble: one that the server has, or a local file. */
export function showPhoto(bubble, photo, alt) {
  const link = bubble.querySelector("[data-photo]");
  if (!link) return;
  if (!photo) {
    link.remove();
    return;
  }
  const image = link.querySelector("img");
  const local = image.dataset.local;
  image.width = photo.width || 300;
  image.height = photo.height || 400;
  image.alt = alt;
  if (photo.file) {
    image.dataset.local = URL.createObjectURL(photo.file);
    image.src = image.dataset.local;
    link.href = image.dataset.local;
    image.addEventListener("error", () => link.classList.add("unseen"), { once: true }); // a format this browser cannot show
    return;
  }
  link.classList.remove("unseen");
  link.href = photo.url;
  if (!local) {
    image.src = photo.medium;
    return;
  }
  // the same picture from the server replaces the preview when it is loaded, without flicker
  const later = new Image();
  later.src = photo.medium;
  const swap = () => {
    image.src = photo.medium;
    delete image.dataset.local;
    URL.revokeObjectURL(local);
  };
  later.decode().then(swap, swap);
}

/** The progress of the upload, from 0 to 1; null removes the bar. */
export function showProgress(bubble, part) {
  const link = bubble.querySelector("[data-photo]");
  let bar = link?.querySelector("progress");
  if (part === null || part >= 1) {
    bar?.remove();
    return;
  }
  if (!link) return;
  if (!bar) {
    bar = document.createElement("progress");
    bar.max = 1;
    bar.setAttribute("aria-label", say("chat-photo-sending"));
    link.append(bar);
  }
  bar.value = part;
}
