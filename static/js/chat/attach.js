// The photo attached to the message being written: picked, taken or pasted; shown as a preview, and removable.

import { toast } from "../toast.js";
import { say } from "../words.js";

const LARGEST = 15 * 1024 * 1024; // bytes; the server's limit

/** Width and height after rotation; empty for a format this browser does not support. */
async function sizeOf(file) {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const size = { width: bitmap.width, height: bitmap.height };
    bitmap.close();
    return size;
  } catch {
    return {};
  }
}

/** @param {HTMLElement} root the room; `onChange(file)` after each change */
export function attach(root, onChange) {
  const panel = () => root.querySelector("[data-attached]");
  let file = null;
  let size = Promise.resolve({});
  let shown = "";

  function show() {
    const place = panel();
    if (!place) return;
    if (shown) URL.revokeObjectURL(shown);
    shown = file ? URL.createObjectURL(file) : "";
    const image = place.querySelector("img");
    image.hidden = !file;
    if (file) image.src = shown;
    else image.removeAttribute("src");
    image.onerror = () => { image.hidden = true; };
    place.hidden = !file;
  }

  function put(next, { quietly = false } = {}) {
    file = next;
    size = file ? sizeOf(file) : Promise.resolve({});
    show();
    if (!quietly) onChange(file);
  }

  function pick(files) {
    const [next] = files;
    if (!next) return;
    if (next.type && !next.type.startsWith("image/")) toast(say("chat-photo-kind"), { icon: "fa-circle-exclamation" });
    else if (next.size > LARGEST) toast(say("chat-photo-large"), { icon: "fa-circle-exclamation" });
    else {
      put(next);
      root.querySelector("[data-send] textarea")?.focus();
    }
  }

  root.addEventListener("change", (event) => {
    if (!event.target.matches("[data-attach]")) return;
    pick(event.target.files);
    event.target.value = "";
  });
  root.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])].filter((one) => one.type.startsWith("image/"));
    if (!files.length) return;
    event.preventDefault();
    pick(files);
  });
  root.addEventListener("click", (event) => {
    if (!event.target.closest("[data-detach]")) return;
    put(null);
    root.querySelector("[data-send] textarea")?.focus();
  });

  return {
    get file() {
      return file;
    },
    /** Restores a photo from the draft. */
    restore: (kept) => { if (!file && kept) put(kept, { quietly: true }); },
    /** Removes the photo and returns it for sending: `{file, width, height}`, or `{}`. */
    async take() {
      if (!file) return {};
      const [taken, measured] = [file, size];
      put(null);
      return { file: taken, ...(await measured) };
    },
  };
}
