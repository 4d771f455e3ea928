/** The charting library, with the parts that are used alone. It is loaded when a chart is opened. */
import { BarChart, LineChart } from "echarts/charts";
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkPointComponent,
  TitleComponent,
} from "echarts/components";
import { type ECharts, type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([
  BarChart,
  LineChart,
  GridComponent,
  AriaComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkPointComponent,
  TitleComponent,
  SVGRenderer,
]);

/** A chart on the page. */
export interface Drawn {
  /** Draws it anew, or changes what differs. */
  show: (option: EChartsCoreOption) => void;
  /** Takes the size of its element. */
  fit: () => void;
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
    at: (x, y) => {
      const [place] = chart.convertFromPixel({ gridIndex: 0 }, [x, y]) ?? [];
      return place === undefined ? null : Math.round(place);
    },
    end: () => chart.dispose(),
  };
}

/** Draws off the page, as an SVG file of its own. */
export function drawOff(option: EChartsCoreOption, width: number, height: number): string {
  const chart: ECharts = init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption(option);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
