// Not a module: runs before the first paint, so that a dark theme does not flash light. The theme is the system's until the
// reader chooses one; it follows both at once.
(function () {
  var root = document.documentElement;
  var system = matchMedia("(prefers-color-scheme: dark)");
  var kept = "system"; // holds for this page when storage is closed to us
  root.classList.add("js"); // what scripts will take over need not flash first

  function chosen() {
    var theme = kept;
    try {
      theme = localStorage.getItem("theme");
    } catch (_) {
      // the choice of this page holds
    }
    return theme === "dark" || theme === "light" ? theme : "system";
  }

  function show() {
    var theme = chosen();
    root.setAttribute("data-bs-theme", theme !== "system" ? theme : system.matches ? "dark" : "light");
    document.querySelectorAll("[data-theme-choice]").forEach(function (choice) { choice.checked = choice.value === theme; });
  }

  function choose(theme) {
    kept = theme;
    try {
      localStorage.setItem("theme", theme);
    } catch (_) {
      // it holds for this page then
    }
    show();
  }

  show();
  system.addEventListener("change", show);
  addEventListener("storage", show); // chosen in another tab
  addEventListener("pageshow", show); // back from a page on which it was chosen
  document.addEventListener("DOMContentLoaded", function () {
    show();
    document.querySelectorAll("[data-theme-toggle]").forEach(function (button) { button.hidden = false; });
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest || !event.target.closest("[data-theme-toggle]")) return;
    choose(root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark");
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-theme-choice]")) choose(event.target.value);
  });
})();
