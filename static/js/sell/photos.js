// Photos while a listing is written: each is sent at once with its progress shown, can be moved (drag or buttons)
// and taken away. Their order is the order of the hidden photo_id fields.

import { upload } from "../upload.js";
import { say } from "../words.js";
import { dragging } from "./photo-drag.js";

const AT_ONCE = 2;

export function photos(form) {
  const grid = form.querySelector("[data-photos]");
  const status = form.querySelector("[data-photo-status]");
  const trouble = form.querySelector("[data-photo-error]");
  const max = Number(form.dataset.photoMax) || 12;
  const waiting = [];
  let running = 0;

  const shots = () => [...grid.querySelectorAll(".shot")];
  const ready = () => shots().filter((shot) => shot.querySelector("input[name=photo_id]"));
  const tell = (text) => { status.textContent = text; };
  const complain = (text) => {
    trouble.hidden = !text;
    trouble.textContent = text;
  };

  function button(icon, press) {
    const el = document.createElement("button");
    el.type = "button";
    const mark = document.createElement("i");
    mark.className = `fa-solid ${icon}`;
    mark.setAttribute("aria-hidden", "true");
    el.append(mark);
    el.addEventListener("click", press);
    return el;
  }

  function dress(shot) {
    shot.draggable = true;
    const cover = document.createElement("span");
    cover.className = "tag first";
    cover.textContent = say("sell-cover");
    const drop = button("fa-xmark", () => remove(shot));
    drop.className = "drop";
    const moves = document.createElement("span");
    moves.className = "moves";
    moves.append(button("fa-arrow-left", () => move(shot, -1)), button("fa-arrow-right", () => move(shot, 1)));
    shot.append(drop, cover, moves);
    return shot;
  }

  /** Names follow the place a photo stands in. */
  function number() {
    const all = shots();
    all.forEach((shot, k) => {
      const n = k + 1;
      const [earlier, later] = shot.querySelectorAll(".moves button");
      shot.querySelector("img").alt = say("sell-photo-alt", { n });
      shot.querySelector(".drop").setAttribute("aria-label", say("sell-photo-remove", { n }));
      earlier.setAttribute("aria-label", say("sell-photo-earlier", { n }));
      later.setAttribute("aria-label", say("sell-photo-later", { n }));
      earlier.disabled = k === 0;
      later.disabled = k === all.length - 1;
    });
    const full = all.length >= max;
    for (const add of grid.querySelectorAll("[data-add]")) add.hidden = full;
    form.dispatchEvent(new CustomEvent("sell:photos"));
  }

  function move(shot, step) {
    const all = shots();
    const to = all.indexOf(shot) + step;
    if (!all[to]) return;
    if (step < 0) all[to].before(shot);
    else all[to].after(shot);
    number();
    const [earlier, later] = shot.querySelectorAll(".moves button");
    const again = step < 0 ? earlier : later;
    (again.disabled ? (step < 0 ? later : earlier) : again).focus();
    tell(say("sell-photo-moved", { n: to + 1 }));
  }

  function remove(shot) {
    const next = shot.nextElementSibling?.querySelector("button, input");
    shot.stop?.abort();
    const at = waiting.findIndex((job) => job.shot === shot);
    if (at >= 0) waiting.splice(at, 1);
    if (shot.preview) URL.revokeObjectURL(shot.preview);
    shot.remove();
    number();
    complain("");
    next?.focus();
    tell(say("sell-photo-removed"));
  }

  function add(files) {
    complain("");
    for (const file of files) {
      if (shots().length >= max) {
        complain(say("sell-photo-full", { n: max }));
        break;
      }
      if (file.type && !file.type.startsWith("image/")) {
        complain(say("sell-photo-kind"));
        continue;
      }
      const shot = document.createElement("li");
      shot.className = "shot sending";
      const image = document.createElement("img");
      image.width = 320;
      image.height = 400;
      shot.preview = URL.createObjectURL(file);
      image.addEventListener("error", () => { image.hidden = true; }); // nothing to look at
      image.src = shot.preview;
      const bar = document.createElement("progress");
      bar.max = 100;
      bar.value = 0;
      shot.append(image, bar);
      dress(shot);
      grid.querySelector("[data-add]").before(shot);
      waiting.push({ shot, file });
    }
    number();
    pump();
  }

  function pump() {
    while (running < AT_ONCE && waiting.length) send(waiting.shift());
  }

  function send({ shot, file }) {
    running += 1;
    const bar = shot.querySelector("progress");
    bar.setAttribute("aria-label", say("sell-photo-sending", { n: shots().indexOf(shot) + 1 }));
    shot.stop = new AbortController();
    upload(file, { signal: shot.stop.signal, onProgress: (part) => { bar.value = Math.round(part * 100); } })
      .then(
        (photo) => { if (shot.isConnected) done(shot, photo); },
        (cause) => { if (shot.isConnected) fail(shot, file, cause.message, cause.status); },
      )
      .finally(() => {
        running -= 1;
        shot.stop = null;
        pump();
      });
  }

  function done(shot, { id, thumbnail, url }) {
    shot.classList.remove("sending");
    shot.querySelector("progress").remove();
    shot.dataset.photo = id;
    shot.append(hiddenId(id));
    const image = shot.querySelector("img");
    image.addEventListener("load", () => URL.revokeObjectURL(shot.preview), { once: true });
    image.hidden = false; // the server may read what this browser cannot show
    image.src = thumbnail || url;
    tell(say("sell-photo-sent"));
    complain("");
    form.dispatchEvent(new CustomEvent("sell:photos"));
  }

  function fail(shot, file, why, status) {
    shot.classList.remove("sending");
    shot.classList.add("failed");
    shot.querySelector("progress")?.remove();
    const note = document.createElement("div");
    note.className = "why";
    const text = document.createElement("span");
    text.textContent = why;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "btn btn-quiet btn-sm";
    again.textContent = say("retry");
    again.addEventListener("click", () => {
      note.remove();
      shot.classList.remove("failed");
      shot.classList.add("sending");
      const bar = document.createElement("progress");
      bar.max = 100;
      bar.value = 0;
      shot.querySelector("img").after(bar);
      waiting.push({ shot, file });
      pump();
    });
    note.append(text);
    if (status !== 413 && status !== 422) note.append(again); // those files stay what they are
    shot.append(note);
    complain(why);
  }

  /** A photo of a draft: the server has it, unless it was deleted as unused meanwhile. */
  function restore({ id, src }) {
    const shot = document.createElement("li");
    shot.className = "shot";
    shot.dataset.photo = id;
    const image = document.createElement("img");
    image.width = 320;
    image.height = 400;
    image.addEventListener("error", async () => {
      image.hidden = true;
      const answer = await fetch(src).catch(() => null);
      if (answer?.status !== 404) return; // it is only slow
      shot.remove();
      number();
    });
    image.src = src;
    shot.append(image, hiddenId(id));
    dress(shot);
    grid.querySelector("[data-add]").before(shot);
  }

  function hiddenId(id) {
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = "photo_id";
    hidden.value = id;
    return hidden;
  }

  dragging(grid, {
    add,
    moved(shot) {
      number();
      tell(say("sell-photo-moved", { n: shots().indexOf(shot) + 1 }));
    },
  });
  for (const input of form.querySelectorAll("[data-photo-input]")) {
    input.addEventListener("change", () => {
      add([...input.files]);
      input.value = "";
    });
  }

  // the plain field is for pages without scripts; sent twice would be wrong
  form.querySelector("[data-plain-photos]")?.setAttribute("disabled", "");
  shots().forEach(dress);
  number();

  return {
    /** What keeps the photos from being sent with the form, or "". */
    problem() {
      if (form.querySelector(".shot.sending")) return say("sell-photo-wait");
      return ready().length ? "" : say("sell-photo-none");
    },
    complain,
    /** The photos that the server has, in their order, for a draft. */
    uploaded: () => ready().map((shot) => ({ id: shot.dataset.photo, src: shot.querySelector("img").getAttribute("src") })),
    /** Puts the photos of a draft before those that are added now. */
    restore(photos) {
      const there = new Set(shots().map((shot) => shot.dataset.photo));
      for (const photo of photos) if (!there.has(photo.id) && shots().length < max) restore(photo);
      number();
    },
    count: () => ready().length,
    cover: () => shots()[0]?.querySelector("img").src ?? "",
  };
}
