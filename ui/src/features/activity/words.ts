import { Bell, BellMinus, BellOff, BellRing, CircleAlert, type LucideIcon } from "lucide-react";
import type { ActivityKind, ActivityLine, ActOutcome, Actor, Told } from "../../host/types";

export const KINDS: Record<ActivityKind, string> = {
  change: "Change",
  act: "Action",
  notice: "Notice",
};

export const ACTORS: Record<Actor, string> = {
  you: "You",
  voltdeck: "Voltdeck",
  provider: "Provider",
  lease: "Lease",
  order: "Order",
};

export const OUTCOMES: Record<ActOutcome, string> = {
  open: "Under way, not answered yet",
  done: "Done",
  refused: "Refused: nothing changed",
  unknown: "Not known: it may or may not have been done",
};

/** What became of the system's notice of a line: a shape, and its words. */
export const TOLD: Record<Told, { icon: LucideIcon; says: string }> = {
  pending: { icon: BellRing, says: "About to be shown as a notice" },
  held: { icon: BellOff, says: "Held: shown when quiet hours or the pause end" },
  told: { icon: Bell, says: "Shown as a notice of the system" },
  off: { icon: BellMinus, says: "Not shown: notices of this kind are switched off" },
  failed: { icon: CircleAlert, says: "The system did not take the notice" },
};

/** All that is said of the notice of a line; `null` where there is none. */
export function toldOf({ told, toldWhy }: ActivityLine): string | null {
  if (told === null) return null;
  const { says } = TOLD[told];
  return toldWhy === null ? says : `${says}: ${toldWhy}`;
}
