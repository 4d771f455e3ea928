import type { ReactNode } from "react";
import type { Mark } from "../../host/types";
import { classes } from "../classes";

/** The marks of states, and the two that only this window gives. */
export type DotKind = Mark | "attention" | "info";

const SHAPES: Record<DotKind, true> = {
  running: true,
  pending: true,
  stopped: true,
  released: true,
  outbid: true,
  failed: true,
  terminated: true,
  unknown: true,
  attention: true,
  info: true,
};

/** The shape and colour of a state; its word must stand beside it. */
export function Dot({ mark }: { mark: DotKind }) {
  const shape = Object.hasOwn(SHAPES, mark) ? mark : "unknown";
  return <span className={classes("dot", shape)} aria-hidden="true" />;
}

/** A state: mark and word. */
export function StateMark({
  mark,
  word,
  className,
}: {
  mark: DotKind;
  word: ReactNode;
  className?: string;
}) {
  return (
    <span className={classes("st", className)}>
      <Dot mark={mark} />
      <span className="trunc">{word}</span>
    </span>
  );
}

/** A state with its wash, for the head of a panel and one-off statements. */
export function Badge({ mark, children }: { mark?: DotKind; children: ReactNode }) {
  return (
    <span className={classes("badge", mark)}>
      {mark ? <Dot mark={mark} /> : null}
      {children}
    </span>
  );
}

/** A tag. */
export function Tag({ children }: { children: ReactNode }) {
  return <span className="tag">{children}</span>;
}

const CELLS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** Eight cells of a host, as many filled as it has GPUs. Decoration: the number stands beside it. */
export function GpuGlyph({ gpus }: { gpus: number }) {
  return (
    <span className="gpus" aria-hidden="true">
      {CELLS.map((cell) => (
        <i key={cell} className={cell <= gpus ? "on" : undefined} />
      ))}
    </span>
  );
}

const within = (percent: number): number => Math.min(100, Math.max(0, percent));

/** A bar filled to `percent`, with marks along it; an empty frame where nobody knows. The figure must stand beside it. */
export function Meter({
  percent,
  ahead,
  tone,
  aheadTone,
  thin,
  ticks = [],
  label,
}: {
  percent: number | null;
  /** Hatched from there to here: what is to come. */
  ahead?: number;
  tone?: "acc" | "att" | "bad" | "run";
  aheadTone?: "att";
  thin?: boolean;
  /** Places of marks in per cent. */
  ticks?: readonly number[];
  /** What it shows, for readers; without it the bar is decoration. */
  label?: string;
}) {
  const names = label ? ({ role: "img", "aria-label": label } as const) : { "aria-hidden": true };
  if (percent === null)
    return <span className={classes("meter", "unknown", thin && "sm")} {...names} />;
  return (
    <span className={classes("meter", thin && "sm")} {...names}>
      {ahead !== undefined && ahead > percent ? (
        <i
          className={classes("ahead", aheadTone)}
          style={{ left: `${within(percent)}%`, width: `${within(ahead) - within(percent)}%` }}
        />
      ) : null}
      <i className={tone} style={{ width: `${within(percent)}%` }} />
      {ticks.map((tick) => (
        <span key={tick} className="tick" style={{ left: `${tick}%` }} />
      ))}
    </span>
  );
}
