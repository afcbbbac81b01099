// The trend of one figure at a time, and the place picker that needs no button.
import { LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([LineChart, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function said(value, unit) {
  if (value === null || value === undefined) return "—";
  if (unit === "share") return `${(value * 100).toFixed(1)} %`;
  return value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
}

function option(line, words) {
  const ink = colour("--ink-3");
  const standard = line.standard === null || line.standard === undefined ? [] : [{ yAxis: line.standard, name: words.standard }];
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 16, top: 24, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => said(value, line.unit) },
    xAxis: { type: "category", data: line.months, boundaryGap: false, axisLabel: { color: ink }, axisLine: { lineStyle: { color: colour("--line-strong") } } },
    yAxis: { type: "value", scale: true, axisLabel: { color: ink, formatter: (value) => said(value, line.unit) }, splitLine: { lineStyle: { color: colour("--line") } } },
    series: [{
      type: "line", name: line.name, data: line.values, connectNulls: false, showSymbol: false, symbolSize: 6,
      lineStyle: { width: 2, color: colour("--data-a") }, itemStyle: { color: colour("--data-a") },
      markLine: { symbol: "none", silent: true, data: standard, lineStyle: { color: colour("--data-rest"), type: "dashed" }, label: { formatter: () => `${words.standard} ${said(line.standard, line.unit)}`, position: "insideStartTop", color: ink } },
    }],
  };
}

function trend() {
  const place = document.getElementById("trend"), pick = document.getElementById("trend-of"), data = document.getElementById("board-data");
  if (!place || !pick || !data) return;
  const words = JSON.parse(data.textContent);
  if (!words.lines.length) return;
  pick.append(...words.lines.map((line) => new Option(line.name, line.key)));
  const chart = init(place, null, { renderer: "svg" });
  const draw = () => {
    const line = words.lines.find((one) => one.key === pick.value) ?? words.lines[0];
    chart.setOption(option(line, words), true);
  };
  pick.addEventListener("change", draw);
  new ResizeObserver(() => chart.resize()).observe(place);
  new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  draw();
}

for (const pick of document.querySelectorAll("[data-submit-on-change]")) {
  pick.form.querySelector("button")?.remove();
  pick.addEventListener("change", () => pick.form.submit());
}
trend();
