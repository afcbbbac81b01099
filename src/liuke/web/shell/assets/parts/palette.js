// Ctrl-K, "/" and the search button open the palette; arrows choose, Enter goes, also to what has yet to come.
const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

export class Palette {
  constructor(dialog) {
    this.dialog = dialog;
    this.input = dialog.querySelector("input");
    this.lines = dialog.querySelector(".palette-lines");
    this.answered = null;
    this.going = false;
    document.addEventListener("keydown", (event) => this.hear(event));
    for (const button of document.querySelectorAll("[data-palette]")) button.addEventListener("click", () => this.open());
    dialog.addEventListener("click", (event) => (event.target === dialog || event.target.closest("[data-close]")) && dialog.close());
    dialog.querySelector("form").addEventListener("submit", (event) => this.go(event));
    dialog.addEventListener("keydown", (event) => this.move(event));
    this.input.addEventListener("input", () => (this.going = false));
    this.input.addEventListener("htmx:configRequest", (event) => (this.asked = event.detail.parameters.get?.("q") ?? event.detail.parameters.q));
    this.lines.addEventListener("htmx:afterSwap", () => this.show());
  }

  open() {
    if (this.dialog.open) return;
    this.dialog.showModal();
    this.input.value = "";
    this.answered = null;
    this.going = false;
    this.input.dispatchEvent(new Event("palette"));
    this.input.focus();
  }

  hear(event) {
    const asked = ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") || (event.key === "/" && !typing(event.target));
    if (!asked || event.isComposing) return;
    event.preventDefault();
    this.open();
  }

  // Whoever types fast and presses Enter means what they have typed, not what was found for less of it.
  go(event) {
    event.preventDefault();
    if (this.answered === this.input.value) this.chosen()?.click();
    else this.going = true;
  }

  show() {
    this.answered = this.asked;
    this.choose(0);
    if (this.going && this.answered === this.input.value) this.chosen()?.click();
  }

  get all() {
    return [...this.lines.querySelectorAll("a")];
  }

  chosen() {
    return this.lines.querySelector('[aria-selected="true"]');
  }

  choose(index) {
    const all = this.all;
    this.chosen()?.removeAttribute("aria-selected");
    const one = all[(index + all.length) % all.length];
    if (!one) return this.input.removeAttribute("aria-activedescendant");
    one.setAttribute("aria-selected", "true");
    one.scrollIntoView({ block: "nearest" });
    return this.input.setAttribute("aria-activedescendant", one.id);
  }

  move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.isComposing) return;
    event.preventDefault();
    this.choose(this.all.indexOf(this.chosen()) + step);
  }
}
