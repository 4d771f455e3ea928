import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "../classes";
import { Icon } from "../Icon";

/** A statement over what it is about: what is so, what it means, and its one act. */
export function Banner({
  tone = "plain",
  icon,
  title,
  children,
  action,
  bar,
  urgent = tone === "failed",
}: {
  tone?: "plain" | "attention" | "failed";
  icon?: LucideIcon;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  /** It runs from edge to edge under the top bar. */
  bar?: boolean;
  /** A reader says it at once; so does it of what failed. */
  urgent?: boolean;
}) {
  return (
    <div
      className={classes("banner", tone !== "plain" && tone, bar && "bar")}
      role={urgent ? "alert" : "status"}
    >
      {icon ? <Icon of={icon} /> : null}
      <span className="says">
        {title ? <span className="b">{title}</span> : null}
        {title && children ? " " : null}
        {children}
      </span>
      {action}
    </div>
  );
}

/** Says over everything that nothing here is real. */
export function Ribbon({ children }: { children: ReactNode }) {
  return (
    <aside className="ribbon" aria-label="Sandbox">
      <span className="w">{children}</span>
    </aside>
  );
}
