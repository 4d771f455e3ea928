import type { ReactNode } from "react";
import { Skeleton } from "../../design";

/** One reading of the strip. */
export function Cell({
  title,
  note,
  children,
}: {
  title: string;
  note?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="cell">
      <div className="row">
        <h2 className="label">{title}</h2>
        {note ? <span className="push t12 t3 nowrap">{note}</span> : null}
      </div>
      {children}
    </div>
  );
}

/** The figure of a cell, or what stands in its place. */
export function Reading({
  known,
  wait,
  said,
  children,
}: {
  known: boolean;
  wait: boolean;
  /** An answer is there, so that what it lacks is not known. */
  said: boolean;
  children: ReactNode;
}) {
  if (known) return <div className="row wide base">{children}</div>;
  return (
    <div className="row wide base">
      <span className="reading">
        {wait ? <Skeleton width={112} /> : said ? <span className="t3">Not known</span> : null}
      </span>
    </div>
  );
}
