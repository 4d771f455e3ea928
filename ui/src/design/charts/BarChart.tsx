import { type KeyboardEvent, useState } from "react";
import type { Money } from "../../host/types";
import { axisForPixels } from "../format/amount";
import { formatMoney } from "../format/money";

/** One bar. */
export interface Bar {
  key: string;
  value: Money;
  /** Its name under the axis, where there is room: `15`. */
  tick: string | null;
  /** What it is and what it comes to: `Thursday 15 October, $112.40`. */
  says: string;
}

/** Pixels that the names below take, and the upper half of the highest amount. */
const BELOW = 20;
const ABOVE = 6;
const HEIGHT = 208;
const PLOT = HEIGHT - BELOW - ABOVE;

/** Share of the width that a bar takes of its place. */
const FULL = 0.8;

/**
 * Bars of amounts, side by side. It takes the focus; the arrow keys go from bar to bar and read each.
 * `says` of the one that is read stands over it; the table of the same figures is its reader's to give.
 */
export function BarChart({
  label,
  bars,
  read,
  onRead,
}: {
  label: string;
  bars: readonly Bar[];
  /** The bar that is read. */
  read: string | null;
  onRead: (key: string | null) => void;
}) {
  const [kept, setKept] = useState(0);
  const at = bars.findIndex(({ key }) => key === read);
  const axis = axisForPixels(bars.map(({ value }) => value));
  const y = (place: number) => ABOVE + PLOT * (1 - place);
  const zero = y(axis.place("0"));
  const go = (next: number) => {
    const bar = bars[Math.min(bars.length - 1, Math.max(0, next))];
    if (!bar) return;
    setKept(bars.indexOf(bar));
    onRead(bar.key);
  };
  const press = (event: KeyboardEvent) => {
    const here = at === -1 ? kept : at;
    const to: Record<string, number> = {
      ArrowLeft: here - 1,
      ArrowDown: here - 1,
      ArrowRight: here + 1,
      ArrowUp: here + 1,
      PageDown: here - 7,
      PageUp: here + 7,
      Home: 0,
      End: bars.length - 1,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    go(next);
  };
  const shown = bars[at === -1 ? kept : at];
  return (
    <div
      className="bars"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, bars.length - 1)}
      aria-valuenow={Math.max(0, at === -1 ? kept : at)}
      aria-valuetext={shown?.says}
      onKeyDown={press}
      onFocus={() => go(kept)}
      onBlur={() => onRead(null)}
      onPointerLeave={() => onRead(null)}
    >
      <svg aria-hidden="true" className="amounts">
        {axis.lines.map(({ amount, place }) => (
          <text key={amount} x="100%" y={y(place) + 4} textAnchor="end">
            {formatMoney(amount, { whole: !amount.includes(".") })}
          </text>
        ))}
      </svg>
      <svg aria-hidden="true" className="plot">
        {axis.lines.map(({ amount, place }) => (
          <line
            key={amount}
            className={place === axis.place("0") ? "zero" : "grid"}
            x1={0}
            x2="100%"
            y1={y(place)}
            y2={y(place)}
          />
        ))}
        {bars.map((bar, index) => {
          const share = 100 / bars.length;
          const top = y(axis.place(bar.value));
          const isRead = index === at;
          return (
            <g key={bar.key}>
              {isRead ? (
                <rect
                  className="lane"
                  x={`${index * share}%`}
                  width={`${share}%`}
                  y={0}
                  height={HEIGHT - BELOW}
                />
              ) : null}
              <rect
                className="bar"
                x={`${(index + (1 - FULL) / 2) * share}%`}
                width={`${share * FULL}%`}
                y={Math.min(top, zero)}
                height={Math.abs(zero - top)}
              />
              {bar.tick !== null ? (
                <text
                  className={isRead ? "now" : undefined}
                  x={`${(index + 0.5) * share}%`}
                  y={HEIGHT - 5}
                  textAnchor="middle"
                >
                  {bar.tick}
                </text>
              ) : null}
              <rect
                className="hit"
                x={`${index * share}%`}
                width={`${share}%`}
                y={0}
                height={HEIGHT}
                onPointerEnter={() => onRead(bar.key)}
              />
            </g>
          );
        })}
      </svg>
    </div>
  );
}
