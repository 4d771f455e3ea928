import type { LucideIcon } from "lucide-react";
import { classes } from "./classes";

/** A lucide icon at one of the three sizes; decoration, so its meaning must stand in words beside it. */
export function Icon({ of: Shape, size = 16 }: { of: LucideIcon; size?: 12 | 14 | 16 }) {
  return <Shape className={classes("i", size !== 16 && `i-${size}`)} aria-hidden="true" />;
}
