// In a table of boxes the arrow keys and Enter move to the box beside; text is selected, ready to be replaced.
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function boxesOf(table) {
  return [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("input")]);
}

export function moveInBoxes() {
  document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const table = step && event.target.closest?.("[data-boxes]");
    if (!table || event.target.tagName !== "INPUT" || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    const boxes = boxesOf(table);
    const row = boxes.findIndex((line) => line.includes(event.target));
    const next = boxes[row + step[0]]?.[boxes[row].indexOf(event.target) + step[1]];
    event.preventDefault();
    next?.focus();
    next?.select();
  });
}
