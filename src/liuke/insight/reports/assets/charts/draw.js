// Finds the chart boxes of the page, draws each, and redraws when the width, the theme or the medium changes.
import { init, use } from "echarts/core";
import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { columns } from "./columns.js";
import { curves } from "./curves.js";
import { legend } from "./legend.js";
import { square } from "./square.js";
import { palette } from "./theme.js";
import { trend } from "./trend.js";

use([BarChart, LineChart, ScatterChart, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

const KINDS = { columns, curves, square, trend };
const NARROW = 480;
const PRINT = { whole: 690, half: 335, height: 190 };

export class Charts {
  constructor(specs, words) {
    this.words = words;
    this.drawn = [...document.querySelectorAll("[data-chart]")].map((box) => ({ box, spec: specs[box.dataset.chart], chart: null }));
  }

  draw(paper) {
    const look = palette();
    for (const one of this.drawn) {
      const wide = paper ? (one.box.closest(".pair") ? paper.half : paper.whole) : one.box.clientWidth;
      if (!wide) continue;
      if (!one.chart) one.chart = init(one.box, null, { renderer: "svg", width: wide });
      one.chart.resize({ width: wide, height: paper ? paper.height : "auto" });
      one.width = wide;
      one.chart.setOption(
        { textStyle: { fontFamily: look.font }, ...KINDS[one.spec.kind](one.spec, look, this.words, wide < NARROW) },
        { notMerge: true },
      );
      legend(one.box, one.spec, look);
    }
  }

  forPrint() {
    this.draw(PRINT);
  }

  fit() {
    if (this.drawn.some((one) => one.box.clientWidth !== one.width)) this.draw();
  }
}
