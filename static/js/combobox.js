// A text field with a list of answers below it, as ARIA describes it: arrows walk, Enter takes, Esc closes.

let count = 0;

/**
 * `source(text, signal)` answers items `{label, small?, icon?, more?}` or `{says}` lines that cannot be taken;
 * `choose(item)` is called for the one taken and may answer true to keep the list open.
 */
export function combobox(field, { source, choose, label, wait = 160, onOpen = () => "", submitFree = false }) {
  const list = document.createElement("ul");
  list.className = "options";
  list.id = `options-${++count}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  field.after(list, status);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);

  let items = [];
  let at = -1;
  let timer = 0;
  let asking = null;

  const options = () => [...list.querySelectorAll("[role=option]")];
  function mark(n) {
    at = n;
    options().forEach((option, k) => option.setAttribute("aria-selected", String(k === n)));
    const current = options()[n];
    if (current) {
      field.setAttribute("aria-activedescendant", current.id);
      current.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  }
  function show(rows) {
    items = rows.filter((row) => !row.says);
    list.replaceChildren(...rows.map((row) => {
      const line = document.createElement("li");
      if (row.says) {
        line.className = "says";
        line.textContent = row.says;
        line.setAttribute("role", "presentation");
        return line;
      }
      line.setAttribute("role", "option");
      line.id = `${list.id}-${items.indexOf(row)}`;
      line.setAttribute("aria-selected", "false");
      if (row.icon) {
        const icon = document.createElement("i");
        icon.className = `fa-solid ${row.icon}`;
        icon.setAttribute("aria-hidden", "true");
        line.append(icon);
      }
      const text = document.createElement("span");
      text.textContent = row.label;
      if (row.small) {
        const small = document.createElement("small");
        small.textContent = row.small;
        text.append(small);
      }
      line.append(text);
      if (row.more) {
        const more = document.createElement("i");
        more.className = "fa-solid fa-chevron-right push";
        more.setAttribute("aria-hidden", "true");
        line.append(more);
      }
      return line;
    }));
    const has = rows.length > 0;
    list.hidden = !has;
    list.scrollTop = 0;
    field.setAttribute("aria-expanded", String(has));
    mark(-1);
  }
  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    at = -1;
  }
  async function ask(text) {
    asking?.abort();
    asking = new AbortController();
    const mine = asking;
    try {
      const rows = await source(text, mine.signal);
      if (mine.signal.aborted || document.activeElement !== field) return;
      show(rows ?? []);
      status.textContent = rows?.says ?? "";
    } catch (cause) {
      if (cause.name !== "AbortError" && !mine.signal.aborted) close();
    }
  }
  function take(n) {
    const item = items[n];
    if (!item) return;
    const stay = choose(item);
    if (!stay) close();
    field.focus();
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(field.value.trim()), wait);
  });
  field.addEventListener("focus", () => {
    const text = onOpen();
    if (text !== null && list.hidden) ask(text);
  });
  field.addEventListener("click", () => {
    if (!list.hidden) return;
    const text = onOpen();
    if (text !== null) ask(text);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) {
        event.preventDefault();
        ask(onOpen() ?? field.value.trim());
        return;
      }
      event.preventDefault();
      const size = items.length;
      if (size) mark(event.key === "ArrowDown" ? (at + 1) % size : (at <= 0 ? size : at) - 1);
    } else if (event.key === "Enter" && !list.hidden && (at >= 0 || !submitFree)) {
      event.preventDefault();
      take(at >= 0 ? at : 0);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // one Esc closes the list, the next one the sheet
      close();
    } else if (event.key === "Tab") close();
  });
  field.addEventListener("blur", close);
  // keep the focus in the field while the list is pressed
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(options().indexOf(option));
  });
  return { ask, close, show };
}
