// The page works without this file: text, tables and pictures are in the HTML. Here: charts, theme, navigation, print.
import { Charts } from "./charts/draw.js";
import { followSections } from "./navigation.js";
import { Theme } from "./appearance.js";

const data = JSON.parse(document.getElementById("report-data").textContent);
const charts = new Charts(data.charts, data.words);
const theme = new Theme(() => charts.draw());

document.documentElement.classList.add("live");
charts.draw();
followSections();

document.getElementById("theme").addEventListener("click", () => theme.turn());
document.getElementById("print").addEventListener("click", () => window.print());

let waiting = 0;
window.addEventListener("resize", () => {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => charts.fit(), 120);
});
window.addEventListener("beforeprint", () => theme.paper(() => charts.forPrint()));
window.addEventListener("afterprint", () => theme.screen(() => charts.draw()));
