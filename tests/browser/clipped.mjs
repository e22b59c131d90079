// Runs inside the page (it is sent there as text): what large letters make unreadable.

/**
 * An empty list when all text can be read; else the texts that are cut off, that stick out of their box, or that have a word
 * broken in two. An ellipsis says that there is more, so it is no fault.
 */
export function clipped() {
  const SLACK = 2; // px
  const found = new Set();
  const style = (element) => getComputedStyle(element);
  const upwards = function* (element) {
    for (let node = element; node && node !== document.body; node = node.parentElement) yield node;
  };
  const isForEyes = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && ![...upwards(element)].some((node) => style(node).clipPath !== "none" || style(node).clip !== "auto" || node.getAttribute("aria-hidden") === "true");
  const endsInEllipsis = (element) => style(element).textOverflow === "ellipsis" || style(element).webkitLineClamp !== "none";
  const report = (what, element, text) => {
    const classes = [...element.classList].map((word) => `.${word}`).join("");
    found.add(`${what}: "${text.trim().slice(0, 40)}" in ${element.tagName.toLowerCase()}${classes}`);
  };
  const rects = (node, from, to) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    return [...range.getClientRects()].filter((rect) => rect.width > 0);
  };
  const isOutside = (rect, box, { overflowX, overflowY }) => {
    const across = (overflowX === "hidden" || overflowX === "clip") && (rect.right > box.right + SLACK || rect.left < box.left - SLACK);
    const down = (overflowY === "hidden" || overflowY === "clip") && (rect.bottom > box.bottom + SLACK || rect.top < box.top - SLACK);
    return across || down;
  };

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("template, option, script") || !isForEyes(element)) continue;
    const lines = rects(node, 0, node.length);
    for (const box of upwards(element)) {
      if (endsInEllipsis(box)) break;
      if (lines.some((rect) => isOutside(rect, box.getBoundingClientRect(), style(box)))) report("cut off", box, node.data);
      if (style(box).overflowX === "auto" || style(box).overflowX === "scroll") break;
    }
    if (style(element).display !== "inline" && !endsInEllipsis(element)) {
      const box = element.getBoundingClientRect();
      const aroundLetters = parseFloat(style(element).fontSize) * 0.3; // a glyph's box is higher than the letter
      const isHigher = lines.some((rect) => rect.bottom > box.bottom + aroundLetters || rect.top < box.top - aroundLetters);
      const isWider = lines.some((rect) => rect.right > box.right + SLACK || rect.left < box.left - SLACK);
      if (isHigher || isWider) report("sticks out", element, node.data);
    }
    if (element.closest("code")) continue; // an address breaks anywhere
    for (const { 0: word, index } of node.data.matchAll(/[\p{L}\p{N}@.]+/gu)) {
      const parts = rects(node, index, index + word.length);
      const width = parts.reduce((sum, rect) => sum + rect.width, 0);
      const isBroken = new Set(parts.map((rect) => Math.round(rect.top))).size > 1;
      if (isBroken && width < innerWidth * 0.75) report("broken word", element, word);
    }
  }
  return [...found];
}
