import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { Mark } from "../../host/types";
import type { ActContext } from "./acting";

/** One line of the palette. */
export interface Entry {
  id: string;
  label: string;
  /** In grey behind the label. */
  note?: string;
  icon?: LucideIcon;
  /** In the place of an icon: the state of a machine. */
  mark?: Mark;
  /** At the right: a price. */
  end?: ReactNode;
  /** The keys that do the same. */
  keys?: string | null;
  /** Why it is off: it keeps its place and does nothing. */
  off?: string | null;
  /** The thing whose acts Tab offers. */
  into?: string;
  /** What is remembered as used last, where that is not the line itself. */
  recent?: string;
  run: (acting: ActContext) => unknown;
}

/** Lines of one kind under a heading. */
export interface EntryGroup {
  title: string;
  entries: Entry[];
  /** How many more there are. */
  more?: number;
}
