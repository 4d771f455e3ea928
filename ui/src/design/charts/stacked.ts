import type { EChartsCoreOption } from "echarts/core";
import type { Money } from "../../host/types";
import { pixelsOf } from "../format/amount";
import { formatMoney } from "../format/money";
import { decalOf } from "./decals";

/** One layer of the bars. */
export interface Layer {
  label: string;
  /** Which of the nine colours; `null` is grey and stands for the rest. */
  colour: number | null;
  perPlace: readonly Money[];
  /** What all of it comes to, for the legend of a picture. */
  total?: Money;
}

/** Space at the left for the amounts, and at the foot for the names of places. */
export const LEFT = 56;
const LANE = 64;

/** What a chart with its layers is made of. */
export interface Stacked {
  /** Of an element of the page: its colours and its font. */
  style: CSSStyleDeclaration;
  ticks: readonly (string | null)[];
  layers: readonly Layer[];
  balance?: readonly Money[];
  deposits?: readonly { at: number; says: string }[];
  /** The place with a wash behind it; -1 for none. */
  marked: number;
  patterns: boolean;
  /** Kept free above the bars and beside them, for what a picture says. */
  room?: { top: number; right: number };
}

/** The name of the line in the lane. */
export const BALANCE = "Balance";

/** What a token comes to. */
export function colours(style: CSSStyleDeclaration): (name: string) => string {
  return (name) => style.getPropertyValue(name).trim();
}

/** The letters of a chart. */
export function lettering(style: CSSStyleDeclaration): { fontFamily: string; fontSize: number } {
  const family = colours(style)("--font-text") || style.fontFamily;
  // The library puts it into an attribute as it is, and a quotation mark would end that.
  return { fontFamily: family.replaceAll('"', "'"), fontSize: 11 };
}

/** What the charting library is told for bars in layers over a lane with the balance. */
export function stackedOption({
  style,
  ticks,
  layers,
  balance,
  deposits = [],
  marked,
  patterns,
  room = { top: 0, right: 0 },
}: Stacked): EChartsCoreOption {
  const of = colours(style);
  const text = lettering(style);
  const lane = balance !== undefined && balance.length > 0;
  const amounts = (axis: number) => ({
    gridIndex: axis,
    type: "value",
    splitNumber: axis === 0 ? 4 : 2,
    axisLabel: { ...text, color: of("--chart-text"), formatter: whole },
    splitLine: { lineStyle: { color: of("--chart-grid") } },
  });
  const places = (axis: number, named: boolean) => ({
    gridIndex: axis,
    type: "category",
    data: ticks.map((_, at) => String(at)),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: of("--chart-axis") } },
    axisLabel: {
      ...text,
      show: named,
      interval: 0,
      color: of("--chart-text"),
      formatter: (place: string) => ticks[positions(ticks).get(place) ?? -1] ?? "",
    },
  });
  const wash =
    marked < 0
      ? undefined
      : {
          silent: true,
          itemStyle: {
            color: of("--chart-mark"),
            borderColor: of("--chart-mark-line"),
            borderWidth: of("--chart-mark-line") === "transparent" ? 0 : 2,
          },
          data: [[{ xAxis: marked }, { xAxis: marked }]],
        };
  const last = layers.length - 1;
  return {
    animation: false,
    aria: {
      enabled: true,
      label: { enabled: false },
      decal: {
        show: patterns,
        decals: layers.map(({ colour }) => decalOf(colour, of("--surface"))),
      },
    },
    grid: [
      { left: LEFT, right: 8 + room.right, top: 8 + room.top, bottom: lane ? LANE + 40 : 24 },
      ...(lane ? [{ left: LEFT, right: 8 + room.right, height: LANE, bottom: 8 }] : []),
    ],
    xAxis: [places(0, true), ...(lane ? [places(1, false)] : [])],
    yAxis: [amounts(0), ...(lane ? [amounts(1)] : [])],
    series: [
      ...layers.map((layer, at) => ({
        // Two layers may be called the same.
        name: String(at),
        type: "bar",
        stack: "all",
        silent: true,
        barCategoryGap: "14%",
        color: of(layer.colour === null ? "--chart-others" : `--chart-${layer.colour + 1}`),
        // A pixel of the surface parts the layers.
        itemStyle: {
          borderColor: of("--chart-edge"),
          borderWidth: at === last ? 0 : 0.5,
        },
        data: pixelsOf(layer.perPlace),
        ...(at === 0 && wash ? { markArea: wash } : {}),
      })),
      ...(lane
        ? [
            {
              name: BALANCE,
              type: "line",
              silent: true,
              xAxisIndex: 1,
              yAxisIndex: 1,
              symbol: "none",
              color: of("--chart-line"),
              lineStyle: { width: 1.5 },
              data: pixelsOf(balance),
              markPoint: {
                silent: true,
                symbol: "circle",
                symbolSize: 6,
                itemStyle: {
                  color: of("--chart-ground"),
                  borderColor: of("--chart-line"),
                  borderWidth: 1.5,
                },
                label: { ...text, color: of("--chart-text"), position: "top" },
                data: deposits
                  .filter(({ at }) => at >= 0 && at < balance.length)
                  .map(({ at, says }) => ({
                    coord: [at, pixelsOf([balance[at] ?? "0"])[0]],
                    label: { formatter: says },
                  })),
              },
              ...(wash ? { markArea: wash } : {}),
            },
          ]
        : []),
    ],
  };
}

function positions(ticks: readonly unknown[]): Map<string, number> {
  return new Map(ticks.map((_, at) => [String(at), at]));
}

/** An amount of an axis: whole dollars, as on every axis. */
function whole(value: { toString: () => string }): string {
  const amount = value.toString();
  return /^-?\d+(\.\d+)?$/.test(amount)
    ? formatMoney(amount, { whole: !amount.includes(".") })
    : "";
}
