// Buttons that copy a text shown nearby.
export function copyButtons(words) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy).innerText;
      await navigator.clipboard.writeText(text);
      button.querySelector("span").textContent = words.copied;
    });
  }
}
