// The viewer of photos: every <a data-zoom> opens the large picture it links to, and the others of its [data-zoom-group] are one
// swipe or arrow key away. Without scripts the link itself shows the picture.

import { say } from "./words.js";
import { gestures } from "./zoom-gestures.js";
import { WHOLE, moved, scaled } from "./zoom-view.js";

const STEP = 1.5;
const PAN = 80; // px that an arrow key moves an enlarged photo
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

function viewer(dialog) {
  const image = dialog.querySelector("img");
  const button = (name) => dialog.querySelector(`[data-zoom-${name}]`);
  let links = [];
  let at = 0;
  let view = WHOLE;

  const size = () => ({ photo: [image.offsetWidth, image.offsetHeight], screen: [dialog.clientWidth, dialog.clientHeight] });

  function show(next) {
    view = next;
    image.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
    dialog.classList.toggle("is-enlarged", view.scale > 1);
    button("out").disabled = view.scale === 1;
  }
  const zoomTo = (scale, point = [0, 0]) => show(scaled(view, scale, point, size()));
  const move = (by) => show(moved(view, by, size()));

  function turn(to) {
    if (!links[to]) return;
    at = to;
    const small = links[at].querySelector("img");
    for (const side of ["width", "height"]) image.setAttribute(side, small.getAttribute(side));
    image.alt = small.alt;
    image.src = links[at].href;
    button("back").disabled = at === 0;
    button("next").disabled = at === links.length - 1;
    dialog.querySelector("[data-zoom-count]").textContent = links.length > 1 ? say("photo-n", { n: at + 1, of: links.length }) : "";
    show(WHOLE);
  }

  gestures(dialog.querySelector("[data-zoom-stage]"), {
    view: () => view, zoomTo, move,
    turn: (by) => turn(at + by),
    close: () => dialog.close(),
  });
  dialog.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrow && view.scale > 1) move(arrow.map((part) => part * PAN));
    else if (arrow) turn(at - arrow[0]);
    else if (["+", "="].includes(event.key)) zoomTo(view.scale * STEP);
    else if (event.key === "-") zoomTo(view.scale / STEP);
    else if (event.key === "0") zoomTo(1);
    else return;
    event.preventDefault();
  });
  button("in").addEventListener("click", () => zoomTo(view.scale * STEP));
  button("out").addEventListener("click", () => zoomTo(view.scale / STEP));
  button("back").addEventListener("click", () => turn(at - 1));
  button("next").addEventListener("click", () => turn(at + 1));
  button("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => image.removeAttribute("src"));
  addEventListener("resize", () => { if (dialog.open) zoomTo(1); });

  return (link) => {
    links = [...(link.closest("[data-zoom-group]")?.querySelectorAll("[data-zoom]") ?? [link])];
    dialog.classList.toggle("is-one", links.length === 1);
    dialog.showModal();
    turn(links.indexOf(link));
  };
}

export function start() {
  const dialog = document.querySelector("[data-lightbox]");
  if (!dialog?.showModal) return;
  const open = viewer(dialog);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-zoom]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    open(link);
  });
}
