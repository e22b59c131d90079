// A menu is a <details data-menu>: it opens and closes without scripts. Here Esc and a press elsewhere close it too.

const openMenus = () => document.querySelectorAll("details[data-menu][open]");

export function start() {
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.preventDefault();
    }
  });
}
