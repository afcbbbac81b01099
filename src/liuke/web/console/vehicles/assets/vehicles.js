// The odometer of one car: what was read, what cannot be true, and the way to come with its range.
import { LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([LineChart, ScatterChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const km = (value) => `${Math.round(value).toLocaleString(document.documentElement.lang)} km`;

function option(data) {
  const { words } = data, ink = colour("--ink-3"), blue = colour("--data-a");
  const band = { type: "line", stack: "range", symbol: "none", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false } };
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 20, top: 48, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, textStyle: { color: ink }, data: [words.read, ...(data.wrong.length ? [words.wrong] : []), words.ahead, words.range] },
    tooltip: { trigger: "item", renderMode: "richText", formatter: ({ seriesName, value }) => `${seriesName}\n${String(value[0]).slice(0, 10)}  ${km(value[1])}` },
    xAxis: { type: "time", axisLabel: { color: ink, hideOverlap: true }, axisLine: { lineStyle: { color: colour("--line-strong") } } },
    yAxis: { type: "value", min: 0, axisLabel: { color: ink, formatter: (value) => value.toLocaleString() }, splitLine: { lineStyle: { color: colour("--line") } } },
    series: [
      { ...band, name: "low", data: data.ahead.map(([day, low]) => [day, low]) },
      { ...band, name: words.range, data: data.ahead.map(([day, low, , high]) => [day, high - low]), areaStyle: { color: blue, opacity: 0.16 }, itemStyle: { color: blue, opacity: 0.3 } },
      { type: "line", name: words.read, data: data.read, symbolSize: 7, lineStyle: { width: 2, color: blue }, itemStyle: { color: blue } },
      { type: "line", name: words.ahead, data: data.ahead.map(([day, , mid]) => [day, mid]), symbol: "none", lineStyle: { width: 2, type: "dashed", color: blue }, itemStyle: { color: blue },
        markLine: { symbol: "none", silent: true, data: [{ xAxis: data.today }], lineStyle: { color: colour("--data-rest"), type: "solid" }, label: { formatter: words.today, color: ink, position: "end", distance: 4 } } },
      { type: "scatter", name: words.wrong, data: data.wrong, symbol: "triangle", symbolSize: 11, itemStyle: { color: colour("--loss") } },
    ],
  };
}

const place = document.getElementById("odometer"), data = document.getElementById("odometer-data");
if (place && data) {
  const told = JSON.parse(data.textContent);
  const chart = init(place, null, { renderer: "svg" });
  const draw = () => chart.setOption(option(told), true);
  new ResizeObserver(() => chart.resize()).observe(place);
  new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  draw();
}

// On a narrow screen the calendar opens at today.
const wide = document.getElementById("timeline"), now = wide?.querySelector("[data-today]");
if (now) wide.scrollLeft = now.getBBox().x - wide.clientWidth / 3;
