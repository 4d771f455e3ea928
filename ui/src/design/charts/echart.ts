/** The charting library, with the parts that are used alone. It is loaded when a chart is opened. */
import { BarChart, LineChart } from "echarts/charts";
import {
  AriaComponent,
  GridComponent,
  MarkAreaComponent,
  MarkPointComponent,
} from "echarts/components";
import { type ECharts, type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([
  BarChart,
  LineChart,
  GridComponent,
  AriaComponent,
  MarkAreaComponent,
  MarkPointComponent,
  SVGRenderer,
]);

/** A chart on the page. */
export interface Drawn {
  /** Draws it anew, or changes what differs. */
  show: (option: EChartsCoreOption) => void;
  /** Takes the size of its element. */
  fit: () => void;
  /** What it looks like, as an SVG file of its own. */
  svg: () => string;
  /** The position on the axis under a point of the element. */
  at: (x: number, y: number) => number | null;
  /** Takes it off the page. */
  end: () => void;
}

/** Puts a chart into an element. */
export function drawInto(element: HTMLElement): Drawn {
  const chart: ECharts = init(element, null, { renderer: "svg" });
  return {
    show: (option) => chart.setOption(option, { notMerge: true, silent: true }),
    fit: () => chart.resize(),
    svg: () => chart.renderToSVGString(),
    at: (x, y) => {
      const [place] = chart.convertFromPixel({ gridIndex: 0 }, [x, y]) ?? [];
      return place === undefined ? null : Math.round(place);
    },
    end: () => chart.dispose(),
  };
}
