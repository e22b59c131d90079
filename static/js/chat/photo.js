// A photo in a bubble, and the large one over the page. Without scripts the photo is a link to itself.

import { say } from "../words.js";

/** What a photo of the wire, or one that only this browser has so far, looks like in a bubble. */
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
    image.addEventListener("error", () => link.classList.add("unseen"), { once: true }); // a kind this browser cannot show
    return;
  }
  link.classList.remove("unseen");
  link.href = photo.url;
  if (!local) {
    image.src = photo.medium;
    return;
  }
  // the same picture from the server: swapped when it is there, so that nothing blinks
  const later = new Image();
  later.src = photo.medium;
  const swap = () => {
    image.src = photo.medium;
    delete image.dataset.local;
    URL.revokeObjectURL(local);
  };
  later.decode().then(swap, swap);
}

/** How far the upload is, from 0 to 1; null takes the bar away. */
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

/** Photos of the log open in the dialog. */
export function lightbox(log) {
  const dialog = document.querySelector("[data-lightbox]");
  if (!dialog?.showModal) return;
  const image = dialog.querySelector("img");
  log.addEventListener("click", (event) => {
    const link = event.target.closest("[data-photo]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const small = link.querySelector("img");
    for (const side of ["width", "height"]) image.setAttribute(side, small.getAttribute(side));
    image.alt = small.alt;
    image.src = link.href;
    dialog.showModal();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target !== image) dialog.close();
  });
  dialog.addEventListener("close", () => image.removeAttribute("src"));
}
