// Upright bars: months, bands, deciles. "signed" bars stand on zero and take their colour from the sign.
import { axis, grid, tooltip, valueAxis } from "./parts.js";
import { formatter } from "./numbers.js";

export function columns(spec, look, words, narrow) {
  const format = formatter(spec.unit, words);
  return {
    grid: grid(narrow),
    tooltip: tooltip(
      look,
      (params) => ({
        title: spec.labels[params[0].dataIndex],
        lines: spec.bars.map((bar) => ({
          color: colorOf(bar, bar.values[params[0].dataIndex], spec, look),
          name: bar.name,
          value: format(bar.values[params[0].dataIndex]),
        })),
      }),
      { axisPointer: { type: "shadow", shadowStyle: { color: look.colors.grid, opacity: 0.5 } } },
    ),
    xAxis: axis(look, { type: "category", data: spec.ticks, axisLabel: { interval: spec.ticks.length <= 12 && !narrow ? 0 : "auto" } }),
    yAxis: valueAxis(look, format),
    series: spec.bars.map((bar) => ({
      type: "bar",
      name: bar.name,
      animation: false,
      barMaxWidth: 28,
      barCategoryGap: "28%",
      barGap: "12%",
      data: bar.values.map((value) => ({
        value,
        itemStyle: {
          color: colorOf(bar, value, spec, look),
          borderRadius: value !== null && value < 0 ? [0, 0, 2, 2] : [2, 2, 0, 0],
        },
      })),
      label: {
        show: spec.labelled && !(narrow && spec.bars.length * spec.labels.length > 8),
        position: spec.signed ? undefined : "top",
        formatter: (point) => format(point.value),
        color: look.colors.label,
        fontSize: look.fontSize - 1,
      },
    })),
  };
}

function colorOf(bar, value, spec, look) {
  if (spec.signed) return look.roles[value < 0 ? "rest" : "a"].color;
  return look.roles[bar.role].color;
}
