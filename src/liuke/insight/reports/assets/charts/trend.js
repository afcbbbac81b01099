// Months along the bottom, one line per group, the onset and the standard marked.
import { axis, grid, stroke, tooltip, valueAxis } from "./parts.js";
import { formatter } from "./numbers.js";

export function trend(spec, look, words, narrow) {
  const format = formatter(spec.unit, words);
  return {
    grid: grid(narrow, { top: spec.onset === null ? 18 : 34 }),
    tooltip: tooltip(look, (params) => ({
      title: spec.months[params[0].dataIndex],
      lines: spec.lines.map((line) => ({
        color: look.roles[line.role].color,
        name: line.name,
        value: valueOf(line, params[0].dataIndex, format, words),
      })),
    })),
    xAxis: axis(look, { type: "category", data: spec.ticks, boundaryGap: spec.lines[0].values.length < 3 }),
    yAxis: valueAxis(look, format, bounds(spec)),
    series: spec.lines.map((line, index) => ({
      type: "line",
      name: line.name,
      data: line.values,
      showSymbol: true,
      showAllSymbol: lonely(line.values) ? true : "auto",
      animation: false,
      ...stroke(look.roles[line.role]),
      ...(index === 0 ? marks(spec, look) : {}),
    })),
  };
}

function valueOf(line, index, format, words) {
  const value = format(line.values[index]);
  const of = line.of ? line.of[index] : null;
  return of ? words.of.replace("#", value).replace("@", of.toLocaleString("en-US")) : value;
}

// A month between two gaps would be invisible as a line.
function lonely(values) {
  return values.some((v, i) => v !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null);
}

// Round bounds a few round steps apart, with a little air; the standard stays in sight.
function bounds(spec) {
  const seen = spec.lines.flatMap((line) => line.values).filter((v) => v !== null);
  if (spec.standard !== null) seen.push(spec.standard);
  if (!seen.length) return {};
  const low = Math.min(...seen);
  const high = Math.max(...seen);
  const air = Math.max((high - low) * 0.08, Math.abs(high) * 0.02);
  const fromZero = low >= 0 && low < (high - low) * 0.6;
  const bottom = fromZero ? 0 : low >= 0 ? Math.max(0, low - air) : low - air;
  const interval = niceStep(high + air - bottom);
  const top = Math.ceil((high + air) / interval - 1e-9) * interval;
  const max = spec.unit === "share" && high <= 1 ? Math.min(1, top) : top;
  return { min: Math.floor(bottom / interval + 1e-9) * interval, max, interval };
}

function niceStep(range) {
  const power = 10 ** Math.floor(Math.log10(range / 5 || 1));
  return [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n * 5 >= range);
}

function marks(spec, look) {
  const lines = [];
  if (spec.onset !== null) {
    lines.push({
      xAxis: spec.onset,
      lineStyle: { color: look.roles.focus.color, type: "solid", width: 1 },
      label: { formatter: spec.onsetLabel, position: "end", distance: 6, color: look.roles.focus.color, align: spec.onset > spec.months.length * 0.75 ? "right" : "center" },
    });
  }
  if (spec.standard !== null) {
    lines.push({
      yAxis: spec.standard,
      lineStyle: { color: look.roles.standard.color, type: look.roles.standard.dash, width: 1 },
      label: { show: false },
    });
  }
  const last = spec.months.length - 1;
  return {
    markLine: { silent: true, symbol: "none", animation: false, data: lines, label: { fontSize: look.fontSize, fontFamily: look.font } },
    markArea: spec.onset === null ? undefined : { silent: true, animation: false, itemStyle: { color: look.colors.wash }, data: [[{ xAxis: spec.onset }, { xAxis: last }]] },
  };
}
