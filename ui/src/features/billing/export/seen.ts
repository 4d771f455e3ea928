import { useCallback, useState } from "react";
import { useAppState } from "../../../host/queries";
import type { ExportArgs, ExportEnd } from "../../../host/types";

/** What outlives the room: core tells of the last end anew, and does not tell whereto it was asked. */
interface Kept {
  /** The end that was looked at or put away. */
  away: string | null;
  /** What was asked for last, and of which account. */
  asked: { account: string | null; args: ExportArgs } | null;
}
let kept: Kept = { away: null, asked: null };

/** Forgets it; for tests. */
export function forgetExports(): void {
  kept = { away: null, asked: null };
}

const nameOf = (end: ExportEnd) => `${end.id} ${end.at}`;

/** What the room knows of exports beside what core tells. */
export interface Exporting {
  /** What was asked for, where that is what ended; so that the same can be asked again. */
  asked: (end: ExportEnd) => ExportArgs | null;
  ask: (args: ExportArgs) => void;
  /** How the last one ended, until it was seen. */
  unseen: (end: ExportEnd | null) => ExportEnd | null;
  putAway: (end: ExportEnd) => void;
}

/** What the room knows of exports. */
export function useExporting(): Exporting {
  const account = useAppState().data?.active ?? null;
  const [{ away, asked }, setKept] = useState(kept);
  const put = useCallback((change: Partial<Kept>) => {
    kept = { ...kept, ...change };
    setKept(kept);
  }, []);
  return {
    asked: ({ kind, first, last }) => {
      if (asked === null || asked.account !== account) return null;
      const { args } = asked;
      return args.kind === kind && args.first === first && args.last === last ? args : null;
    },
    ask: (args) => put({ asked: { account, args } }),
    unseen: (end) => (end !== null && nameOf(end) !== away ? end : null),
    putAway: (end) => put({ away: nameOf(end) }),
  };
}
