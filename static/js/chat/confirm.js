// Asks for confirmation of an action that cannot be undone: <dialog data-confirm="…"> with [value=yes]. Resolves to true or false.

export function confirmFirst(name) {
  const dialog = document.querySelector(`dialog[data-confirm="${CSS.escape(name)}"]`);
  if (!dialog?.showModal) return Promise.resolve(true);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
