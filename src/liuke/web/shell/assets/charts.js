// Charts of a page, as the report draws them: [data-chart] boxes, their specifications in #chart-data.
import { Charts } from "../../../insight/reports/assets/charts/draw.js";

const data = JSON.parse(document.getElementById("chart-data").textContent);
const charts = new Charts(data.charts, data.words);
charts.draw();

let waiting = 0;
window.addEventListener("resize", () => {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => charts.fit(), 120);
});
new MutationObserver(() => charts.draw()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
