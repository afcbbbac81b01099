// A button with [data-print] prints the page.
export function printButtons() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
}
