// The assistant's page: dragging an offer shows what @tawar would answer. The page itself is the answer's source, so the
// words are the server's; without scripts the button does the same.

export function start() {
  const form = document.querySelector("[data-rehearse]");
  if (!form) return;
  const range = form.querySelector("[data-rehearse-range]");
  const field = form.querySelector("[data-money]");
  range.hidden = false;
  let asking = 0;
  let timer = 0;

  async function ask() {
    const turn = ++asking;
    const address = new URL(form.action);
    address.searchParams.set("coba", range.value);
    let page;
    try {
      const response = await fetch(address, { credentials: "same-origin" });
      if (!response.ok) return;
      page = new DOMParser().parseFromString(await response.text(), "text/html");
    } catch {
      // the line is down: the last answer stays
      return;
    }
    const answer = page.querySelector("[data-rehearse-answer]");
    if (turn === asking && answer) form.querySelector("[data-rehearse-answer]").replaceChildren(...answer.childNodes);
  }

  range.addEventListener("input", () => {
    field.value = Number(range.value).toLocaleString("id-ID");
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
}
