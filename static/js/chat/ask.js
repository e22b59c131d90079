// A question before something that cannot be undone: <dialog data-ask="…"> with [value=yes]. Answers true or false.

export function ask(name) {
  const dialog = document.querySelector(`dialog[data-ask="${CSS.escape(name)}"]`);
  if (!dialog?.showModal) return Promise.resolve(true);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
