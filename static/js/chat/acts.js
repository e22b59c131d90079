// What can be done with a message: answer it, take it back. The buttons are part of each bubble; they show while one
// points at it, is in it with the keyboard, or has tapped it. One tab stop leads to the newest; arrows go up and down.

/** @param {(bubble: HTMLElement) => void} onReply */
export function acts(log, onReply) {
  const bubbles = () => [...log.querySelectorAll(".bubble[data-seq]")];
  const buttons = (bubble) => [...bubble.querySelectorAll(".bubble-acts button")];

  /** Only the bubble in use has tab stops; until one is used, the newest. */
  let current = null;
  function rove() {
    const all = bubbles().filter((bubble) => buttons(bubble).length);
    if (!all.includes(current)) current = null;
    const stop = current ?? all.at(-1);
    for (const bubble of all) for (const button of buttons(bubble)) button.tabIndex = bubble === stop ? 0 : -1;
  }

  let due = 0;
  new MutationObserver(() => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(rove);
  }).observe(log, { childList: true });
  rove();

  log.addEventListener("focusin", (event) => {
    const bubble = event.target.closest(".bubble[data-seq]");
    if (!bubble) return;
    current = bubble;
    rove();
    // a menu above the bubble must not slip under the bar
    const top = document.querySelector(".room-top")?.getBoundingClientRect().bottom ?? 0;
    bubble.classList.toggle("low", bubble.getBoundingClientRect().top - top < 56);
  });

  log.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const from = event.target.closest(".bubble[data-seq]");
    if (!step || !from || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = bubbles().filter((bubble) => buttons(bubble).length || bubble === from);
    const next = all[all.indexOf(from) + step];
    event.preventDefault();
    if (!next) return;
    current = next;
    rove();
    buttons(next)[0].focus();
    next.scrollIntoView({ block: "nearest" });
  });

  log.addEventListener("click", (event) => {
    const bubble = event.target.closest("[data-reply]")?.closest(".bubble");
    if (bubble?.dataset.seq) onReply(bubble);
  });
}
