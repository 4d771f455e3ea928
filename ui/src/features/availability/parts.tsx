import type { ReactNode } from "react";
import { Button, formatCount, SkeletonRows, StateMark, useLate } from "../../design";
import type { CommandError } from "../../host/types";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";
import { Fault } from "../../shared/errors/Fault";

/** One part of the page with its head; it fails by itself, and what it has stays. */
export function Part({
  id,
  title,
  note,
  all,
  fault,
  onRead,
  none,
  children,
}: {
  id: string;
  title: string;
  note: ReactNode;
  /** Number of lines before anything narrows them. */
  all: number;
  fault: CommandError | null;
  onRead: () => void;
  /** Said instead of the table where nothing is left of it. */
  none: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="av-part" aria-labelledby={id}>
      <header>
        <h2 className="h2" id={id}>
          {title}
        </h2>
        <span className="t3 trunc">{note}</span>
      </header>
      {fault && all > 0 ? (
        <ErrorBanner
          error={fault}
          action={
            <Button size="sm" onPress={onRead}>
              Read again
            </Button>
          }
        />
      ) : null}
      {fault && all === 0 ? (
        <Fault error={fault} title={`${title} could not be read`} onRetry={onRead} />
      ) : (
        (none ?? children)
      )}
    </section>
  );
}

/** What is free, in words. */
export function Free({ count, what = "GPU" }: { count: number | null; what?: string }) {
  if (count === null) return <span className="t3">not said</span>;
  if (count === 0) return <StateMark mark="terminated" word="Sold out" className="t3" />;
  return (
    <StateMark mark="running" word={`${formatCount(count)} ${what}${count === 1 ? "" : "s"}`} />
  );
}

/** A size in GB. */
export function Gb({ value }: { value: number | null }) {
  return value === null ? <span className="t3">not said</span> : <>{formatCount(value)} GB</>;
}

/** A count, or that it was not said. */
export function Count({ value }: { value: number | null }) {
  return value === null ? <span className="t3">not said</span> : formatCount(value);
}

/** The page before its first reading. */
export function Wait() {
  const late = useLate(true);
  return (
    <table className="table" aria-busy="true" aria-label="What can be had, being read">
      <tbody>
        {late ? (
          <SkeletonRows
            widths={[148, { width: 40, num: true }, { width: 64, num: true }, 88]}
            rows={6}
          />
        ) : null}
      </tbody>
    </table>
  );
}
