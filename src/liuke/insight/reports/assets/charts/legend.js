// A legend in the page's own type, each sample with the line's dash and mark so that colour is never alone.
const SVG = "http://www.w3.org/2000/svg";

export function legend(box, spec, look) {
  const list = box.parentElement.querySelector(".legend");
  const entries = spec.legend ?? [];
  list.replaceChildren(...entries.map(({ name, role }) => entry(name, look.roles[role], spec.kind === "columns")));
  list.hidden = entries.length === 0;
}

function entry(name, role, block) {
  const item = document.createElement("li");
  const picture = item.appendChild(document.createElementNS(SVG, "svg"));
  picture.setAttribute("width", block ? "14" : "30");
  picture.setAttribute("height", "12");
  picture.setAttribute("aria-hidden", "true");
  if (block) shape(picture, "rect", { x: 1, y: 1, width: 12, height: 10, rx: 2, fill: role.color });
  else sample(picture, role);
  item.append(name);
  return item;
}

function sample(picture, role) {
  const dash = Array.isArray(role.dash) ? role.dash.join(" ") : "none";
  shape(picture, "line", { x1: 0, y1: 6, x2: 30, y2: 6, stroke: role.color, "stroke-width": role.width, "stroke-dasharray": dash });
  const hollow = role.symbol.startsWith("empty");
  const look = { fill: hollow ? "none" : role.color, stroke: role.color, "stroke-width": 1.5 };
  const form = role.symbol.replace("empty", "").toLowerCase();
  if (form === "circle") shape(picture, "circle", { cx: 15, cy: 6, r: 3.5, ...look });
  if (form === "triangle") shape(picture, "path", { d: "M15 1.5l4.5 8h-9z", ...look });
  if (form === "diamond") shape(picture, "path", { d: "M15 1.5l4.5 4.5-4.5 4.5-4.5-4.5z", ...look });
  if (form === "rect") shape(picture, "rect", { x: 11.5, y: 2.5, width: 7, height: 7, ...look });
}

function shape(parent, name, attributes) {
  const node = parent.appendChild(document.createElementNS(SVG, name));
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
}
