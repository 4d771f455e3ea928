import "./sparkline.css";

/** A bar of a value that is nought is seen as well. */
const LEAST = 4;

/** Values in percent over time, a bar each; where nothing is known there is a gap. The figure must be beside it. */
export function Sparkline({
  values,
  label,
}: {
  /** Oldest first. */
  values: readonly (number | null)[];
  /** What it shows, for readers. */
  label: string;
}) {
  return (
    <svg
      className="sparkline"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${values.length} 100`}
      preserveAspectRatio="none"
    >
      {values.map((value, at) => {
        if (value === null) return null;
        const height = Math.min(100, Math.max(LEAST, value));
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place.
        return <rect key={at} x={at + 0.1} y={100 - height} width={0.8} height={height} />;
      })}
    </svg>
  );
}
