import { Fragment, type ReactNode } from "react";
import { classes } from "../classes";

/** Lines of a sum, amounts at the right under one another. */
export function Sheet({ children }: { children: ReactNode }) {
  return <div className="sheet">{children}</div>;
}

/** A line of a sheet; the sum is ruled off. */
export function SheetLine({
  label,
  sum,
  children,
}: {
  label: ReactNode;
  sum?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={classes("ln", sum && "sum")}>
      <span className={sum ? undefined : "t2"}>{label}</span>
      <span className="num">{children}</span>
    </div>
  );
}

/** Labels and what they stand for. Lines without a value are left out. */
export function KeyValue({ lines }: { lines: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="kv">
      {lines
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([label, value]) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}

/** A region with an edge of its own. */
export function Box({
  title,
  note,
  action,
  children,
}: {
  title?: ReactNode;
  note?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="box">
      {title ? (
        <header className="box-head">
          <h2 className="h2">{title}</h2>
          {note ? <span className="t3">{note}</span> : null}
          {action ? <span className="push">{action}</span> : null}
        </header>
      ) : null}
      {children}
    </section>
  );
}
