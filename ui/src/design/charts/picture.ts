import type { EChartsCoreOption } from "echarts/core";
import { formatMoney } from "../format/money";
import { BALANCE, colours, LEFT, lettering, type Stacked, stackedOption } from "./stacked";

/** A chart as a picture of its own. */
export interface Picture {
  /** An SVG file. */
  svg: string;
  /** Its size in CSS pixels. */
  width: number;
  height: number;
}

/** What a picture says over its bars, since nothing stands around it that does. */
export interface Caption {
  title: string;
  note: string;
}

/** Above the bars, and beside them for the legend. */
export const ROOM = { top: 48, right: 264 };
const TITLE = { fontSize: 14, fontWeight: 600, lineHeight: 20 } as const;
const LINE = 16;
const SWATCH = 12;
/** As many letters of a name as the legend has room for. */
const LETTERS = 24;

/** The same chart with its title and, in the place of the table beside it, a legend. */
export function pictureOption(
  chart: Stacked,
  { title, note }: Caption,
  width: number,
): EChartsCoreOption {
  const of = colours(chart.style);
  const text = lettering(chart.style);
  // Of a picture that lies elsewhere nobody reads a place.
  const option = stackedOption({ ...chart, marked: -1, room: ROOM });
  const lane = chart.balance !== undefined && chart.balance.length > 0;
  return {
    ...option,
    backgroundColor: of("--chart-ground"),
    title: {
      text: title,
      subtext: note,
      left: LEFT,
      top: 4,
      itemGap: 0,
      padding: 0,
      textStyle: { ...text, ...TITLE, color: of("--chart-title") },
      subtextStyle: { ...text, lineHeight: LINE, color: of("--chart-text") },
    },
    legend: {
      orient: "vertical",
      selectedMode: false,
      top: ROOM.top,
      left: width - ROOM.right + 16,
      padding: 0,
      align: "left",
      itemWidth: SWATCH,
      itemHeight: SWATCH,
      itemGap: 8,
      itemStyle: { borderWidth: 0 },
      textStyle: { ...text, lineHeight: LINE, color: of("--chart-title") },
      data: [
        ...chart.layers.map((_, at) => ({ name: String(at), icon: "rect" })),
        ...(lane ? [{ name: BALANCE, icon: "path://M0 5h12v2H0z" }] : []),
      ],
      formatter: (name: string) => {
        const layer = chart.layers.find((_, at) => String(at) === name);
        if (!layer) return name;
        const total = layer.total === undefined ? "" : `  ${formatMoney(layer.total)}`;
        return short(layer.label) + total;
      },
    },
  };
}

function short(label: string): string {
  const letters = [...label];
  return letters.length > LETTERS ? `${letters.slice(0, LETTERS - 1).join("")}…` : label;
}
