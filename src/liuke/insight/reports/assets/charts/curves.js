// Kaplan–Meier steps with their bands: months of age along the bottom, share back upwards.
import { axis, grid, stroke, tooltip, valueAxis } from "./parts.js";
import { formatter } from "./numbers.js";

export function curves(spec, look, words, narrow) {
  const format = formatter("share", words);
  return {
    grid: grid(narrow, { bottom: 22 }),
    tooltip: tooltip(look, (params) => at(spec, look, params[0].axisValue, format, words)),
    xAxis: axis(look, {
      type: "value",
      min: 0,
      max: spec.max,
      interval: narrow && spec.max > 24 ? 12 : 6,
      name: spec.x,
      nameLocation: "middle",
      nameGap: 26,
      axisPointer: { snap: false },
    }),
    yAxis: valueAxis(look, format, { min: 0, max: 1, interval: 0.25 }),
    series: spec.lines.flatMap((line) => [
      ...band(line, look.roles[line.role], spec.lines.length),
      {
        type: "line",
        name: line.name,
        step: "end",
        data: line.points.map(([x, y]) => [x, y]),
        showSymbol: false,
        animation: false,
        ...stroke(look.roles[line.role]),
      },
    ]),
  };
}

// Two stacked areas: an invisible one up to the lower bound, a tinted one from there to the upper bound.
function band(line, role, count) {
  const shared = { type: "line", step: "end", stack: "band " + line.name, stackStrategy: "all", symbol: "none", silent: true, animation: false, lineStyle: { width: 0 } };
  return [
    { ...shared, name: "", data: line.points.map(([x, , low]) => [x, low]) },
    {
      ...shared,
      name: "",
      data: line.points.map(([x, , low, high]) => [x, high - low]),
      areaStyle: { color: role.color, opacity: count > 3 ? 0.09 : 0.14 },
    },
  ];
}

function at(spec, look, x, format, words) {
  const age = Math.max(0, Math.floor(x + 1e-9));
  return {
    title: spec.at.replace("#", age),
    lines: spec.lines.map((line) => {
      const point = line.points.filter((p) => p[0] <= age).pop();
      const beyond = !point || age > line.points[line.points.length - 1][0];
      return { color: look.roles[line.role].color, name: line.name, value: beyond ? words.blank : format(point[1]) };
    }),
  };
}
