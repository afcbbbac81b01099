// Light or dark: what the reader chose here before, else what the system says. Paper is always light.
const KEY = "liuke-theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");

// A file opened from disk may be denied storage: the choice is then forgotten, nothing else.
function remembered() {
  try {
    return window.localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(theme) {
  try {
    window.localStorage.setItem(KEY, theme);
  } catch {
    return;
  }
}

export class Theme {
  constructor(changed) {
    this.changed = changed;
    this.chosen = remembered();
    this.show();
    system.addEventListener("change", () => {
      if (this.chosen) return;
      this.show();
      this.changed();
    });
  }

  get dark() {
    return this.chosen ? this.chosen === "dark" : system.matches;
  }

  show(dark = this.dark) {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    document.getElementById("theme").setAttribute("aria-pressed", String(dark));
  }

  turn() {
    this.chosen = this.dark ? "light" : "dark";
    remember(this.chosen);
    this.show();
    this.changed();
  }

  paper(draw) {
    this.show(false);
    draw();
  }

  screen(draw) {
    this.show();
    draw();
  }
}
