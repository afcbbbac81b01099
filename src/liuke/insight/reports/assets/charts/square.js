// Share against share: calibration, gains, Lorenz. The diagonal is what chance, or equality, would give.
import { axis, grid, stroke, tooltip, valueAxis } from "./parts.js";
import { formatter } from "./numbers.js";

export function square(spec, look, words, narrow) {
  const format = formatter("share", words);
  const end = spec.end ?? 1;
  return {
    grid: grid(narrow, { bottom: 22 }),
    tooltip: tooltip(
      look,
      (params) => ({
        title: spec.x + " " + format(params[0].value[0]),
        lines: params
          .filter((point) => point.seriesName)
          .map((point) => ({ color: point.color, name: point.seriesName, value: format(point.value[1]) })),
      }),
      { axisPointer: { type: "line", snap: true, lineStyle: { color: look.colors.axis } } },
    ),
    xAxis: axis(look, {
      type: "value",
      min: 0,
      max: end,
      interval: end / 4,
      name: spec.x,
      nameLocation: "middle",
      nameGap: 26,
      axisLabel: { formatter: (value) => format(value, true) },
    }),
    yAxis: valueAxis(look, format, { min: 0, max: end, interval: end / 4 }),
    series: [diagonal(spec, look, end), ...spec.lines.map((line) => one(line, look))].filter(Boolean),
  };
}

function diagonal(spec, look, end) {
  if (!spec.diagonal) return null;
  return { type: "line", name: "", data: [[0, 0], [end, end]], silent: true, animation: false, tooltip: { show: false }, ...stroke(look.roles.chance) };
}

function one(line, look) {
  const role = look.roles[line.role];
  return {
    type: line.joined ? "line" : "scatter",
    name: line.name,
    data: line.points,
    animation: false,
    ...stroke(role),
    showSymbol: line.marks,
    symbolSize: line.marks ? 9 : 4,
  };
}
