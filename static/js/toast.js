// One line, one act, six seconds; it waits while someone points at it or has the focus in it.
// Leaving is a CSS animation (.leaves), which pauses by itself on hover and focus.

const stack = () => document.querySelector("[data-toasts]");

document.addEventListener("animationend", (event) => {
  if (event.animationName === "toast-leave") event.target.remove();
});

/**
 * Shows a line. `act` is `{label, run}` or `{label, href}`; `icon` a Font Awesome name.
 * Not for errors that need a decision: those stand on the page.
 */
export function toast(text, { act, icon } = {}) {
  const place = stack();
  if (!place) return null;
  while (place.children.length >= 3) place.firstElementChild.remove();
  const line = document.createElement("div");
  line.className = "toast-look leaves arrive-toast";
  if (icon) {
    const mark = document.createElement("i");
    mark.className = `fa-solid ${icon}`;
    mark.setAttribute("aria-hidden", "true");
    line.append(mark);
  }
  const words = document.createElement("span");
  words.textContent = text;
  line.append(words);
  if (act) {
    const button = document.createElement(act.href ? "a" : "button");
    button.className = "btn btn-text";
    button.textContent = act.label;
    if (act.href) button.href = act.href;
    else {
      button.type = "button";
      button.addEventListener("click", () => {
        line.remove();
        act.run?.();
      });
    }
    line.append(button);
  }
  place.append(line);
  return line;
}
