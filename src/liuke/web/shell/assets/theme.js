// Before the first paint: a page whose reader follows the system gets the system's theme.
const root = document.documentElement;
const system = window.matchMedia("(prefers-color-scheme: dark)");

function follow() {
  const theme = root.dataset.chosen || (system.matches ? "dark" : "light");
  root.dataset.theme = theme;
  root.dataset.bsTheme = theme;
}

follow();
system.addEventListener("change", follow);
