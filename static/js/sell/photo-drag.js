// Dragging the photos of a listing: among themselves, and files from outside.

/** `add` gets files; `moved` gets the photo that was dropped elsewhere. */
export function dragging(grid, { add, moved }) {
  const shots = () => [...grid.querySelectorAll(".shot")];
  let lifted = null;

  grid.addEventListener("dragstart", (event) => {
    lifted = event.target.closest(".shot");
    if (!lifted) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", lifted.dataset.photo ?? "");
    lifted.classList.add("lifted");
  });
  grid.addEventListener("dragover", (event) => {
    const files = event.dataTransfer.types.includes("Files");
    if (!lifted && !files) return;
    event.preventDefault();
    if (files) grid.classList.add("drop-here");
    const over = lifted && event.target.closest(".shot");
    for (const shot of shots()) shot.classList.toggle("over", shot === over && shot !== lifted);
  });
  grid.addEventListener("dragleave", (event) => {
    if (!grid.contains(event.relatedTarget)) grid.classList.remove("drop-here");
  });
  grid.addEventListener("drop", (event) => {
    event.preventDefault();
    grid.classList.remove("drop-here");
    if (!lifted) {
      add(event.dataTransfer.files);
      return;
    }
    const over = event.target.closest(".shot");
    if (over && over !== lifted) {
      const all = shots();
      if (all.indexOf(lifted) < all.indexOf(over)) over.after(lifted);
      else over.before(lifted);
      moved(lifted);
    }
  });
  grid.addEventListener("dragend", () => {
    for (const shot of shots()) shot.classList.remove("over", "lifted");
    lifted = null;
  });
}
