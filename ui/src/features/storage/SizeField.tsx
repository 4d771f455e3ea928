import type { CSSProperties } from "react";
import { TextField, wholeNumber } from "../../design";
import { sizeOf } from "../../shared/volumes/words";

/** Where the slider stops. Any size between can be typed. */
const STOPS = [
  1, 10, 20, 50, 100, 200, 300, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 7_500, 10_000, 15_000,
  20_000, 30_000, 50_000, 75_000, 100_000,
] as const;

/** The stops from a size on; beyond the last one it goes on in steps of a half. */
function stopsFrom(least: number): readonly number[] {
  const above = STOPS.filter((stop) => stop > least);
  const stops = least > 0 ? [least, ...above] : above;
  for (let last = stops.at(-1) ?? 1; stops.length < 6; ) {
    last += Math.ceil(last / 2);
    stops.push(last);
  }
  return stops;
}

/** A size in GB, as a slider and as a number. */
export function SizeField({
  label,
  value,
  onChange,
  least = 0,
  error,
  caution,
}: {
  label: string;
  /** As typed. */
  value: string;
  onChange: (value: string) => void;
  /** The slider begins there: the size that a volume has. */
  least?: number;
  error?: string | null;
  caution?: string | null;
}) {
  const stops = stopsFrom(least);
  const size = wholeNumber(value.replaceAll(/[,\s]/g, "")) ?? least;
  const next = stops.findIndex((stop) => stop >= size);
  const at = next === -1 ? stops.length - 1 : next;
  return (
    <div className="size-field">
      <TextField
        label={label}
        name="size"
        inputMode="numeric"
        value={value}
        onChange={onChange}
        end={<span className="t3">GB</span>}
        error={error}
        caution={caution}
      />
      <input
        type="range"
        className="slider"
        aria-label={`${label}, by steps`}
        aria-valuetext={sizeOf(size)}
        min={0}
        max={stops.length - 1}
        value={at}
        style={{ "--at": `${(at / (stops.length - 1)) * 100}%` } as CSSProperties}
        onChange={(event) => {
          const stop = stops[event.target.valueAsNumber];
          if (stop !== undefined) onChange(`${stop}`);
        }}
      />
    </div>
  );
}
