import type { LucideIcon } from "lucide-react";
import type { ActContext } from "./acting";

/** Something that can be done from anywhere by its name. */
export interface Act {
  id: string;
  label: string;
  section: "Go to" | "Actions" | "Settings" | "Accounts";
  icon: LucideIcon;
  /** Other words by which it is looked for. */
  keywords?: string;
  /** What in its label names hardware: found by that, it stands behind the machines that have it. */
  hardware?: string;
  /** Id of its shortcut. */
  shortcut?: string;
  /** Why it is off; it keeps its place. */
  off?: string | null;
  /** There are as many as accounts or keys, so it stands there only once it is looked for. */
  sought?: true;
  run: (acting: ActContext) => unknown;
}
