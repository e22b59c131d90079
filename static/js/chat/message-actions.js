// The actions of a message: reply and delete. The buttons are part of each bubble and show on hover, keyboard focus or tap.
// One tab stop leads to the newest message; the arrow keys move up and down.

/** @param {(bubble: HTMLElement) => void} onReply */
export function messageActions(log, onReply) {
  const bubbles = () => [...log.querySelectorAll(".bubble[data-seq]")];
  const buttons = (bubble) => [...bubble.querySelectorAll(".message-action")];

  /** Only the focused bubble has tab stops; before the first focus, the newest one. */
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
    // a menu above the bubble must not be covered by the bar
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
