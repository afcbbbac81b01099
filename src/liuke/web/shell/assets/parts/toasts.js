// Short notices: the server's fade after a while unless the mouse or the focus is on them; errors stay.
const STAY_MS = 7000;

function arm(line) {
  line.querySelector("button")?.addEventListener("click", () => line.remove());
  if (line.classList.contains("error")) return;
  window.setTimeout(function leave() {
    if (line.matches(":hover, :focus-within")) window.setTimeout(leave, STAY_MS);
    else line.remove();
  }, STAY_MS);
}

export function fadeToasts() {
  document.querySelectorAll(".toast-line").forEach(arm);
}

export function addToast(text, kind) {
  const model = document.getElementById("toast-model");
  const line = model.content.firstElementChild.cloneNode(true);
  line.classList.add(kind);
  line.querySelector("p").textContent = text;
  document.querySelector(".toasts").append(line);
  arm(line);
}
