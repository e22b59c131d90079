// Runs inside the page (it is sent there as text): the elements that make it wider than the screen.

/** An empty list when the page fits; else short descriptions of the elements that overflow. */
export function overflowing() {
  const screen = document.documentElement.clientWidth;
  const scroller = document.scrollingElement;
  if (scroller.scrollWidth <= screen) return [];
  const clipped = (element) => {
    for (let parent = element.parentElement; parent && parent !== document.body; parent = parent.parentElement) {
      if (getComputedStyle(parent).overflowX !== "visible") return true;
    }
    return false;
  };
  // A text may be longer than its element: then the element fits and its content does not.
  const end = (element) => {
    const box = element.getBoundingClientRect();
    const isVisible = getComputedStyle(element).overflowX === "visible";
    const contentEnd = isVisible && element.clientWidth > 0 ? box.left + element.clientLeft + element.scrollWidth : 0;
    return Math.max(box.right, contentEnd) + scroller.scrollLeft;
  };
  const out = [...document.body.querySelectorAll("*")].filter((element) => {
    return element.getBoundingClientRect().width > 0 && end(element) > screen + 0.5 && !clipped(element);
  });
  const innermost = out.filter((element) => !out.some((other) => other !== element && element.contains(other)));
  const describe = (element) => {
    const name = element.tagName.toLowerCase() + (element.id ? `#${element.id}` : "");
    const classes = [...element.classList].map((word) => `.${word}`).join("");
    return `${name}${classes} ends at ${Math.round(end(element))} px`;
  };
  const found = innermost.slice(0, 8).map(describe);
  return found.length ? found : [`something, ${scroller.scrollWidth} px in all`];
}
