// Not a module: runs before the first paint, so that a chosen dark theme does not flash light.
(function () {
  document.documentElement.classList.add("js"); // what scripts will take over need not flash first
  try {
    var theme = localStorage.getItem("theme");
    if (theme === "dark" || theme === "light") document.documentElement.setAttribute("data-bs-theme", theme);
  } catch (_) {
    // storage may be closed to us; light is fine
  }
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-theme-toggle]").forEach(function (button) { button.hidden = false; });
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest || !event.target.closest("[data-theme-toggle]")) return;
    var next = document.documentElement.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    document.documentElement.setAttribute("data-bs-theme", next);
    try {
      localStorage.setItem("theme", next);
    } catch (_) {
      // it holds for this page then
    }
  });
})();
