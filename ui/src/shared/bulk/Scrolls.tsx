import type { ReactNode } from "react";

/** A list that scrolls by itself, so that keys must reach it. */
export function Scrolls({
  id,
  label,
  className,
  children,
}: {
  id?: string;
  /** What it lists, for readers. */
  label: string;
  className: string;
  /** Its `li`s. */
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what lies below its edge is else out of reach of keys.
    <ul id={id} className={className} aria-label={label} tabIndex={0}>
      {children}
    </ul>
  );
}
