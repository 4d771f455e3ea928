import { useBlocker } from "@tanstack/react-router";
import { useCallback, useRef, useState } from "react";
import { type Control, useFormState } from "react-hook-form";
import { Button, Dialog } from "../../../design";
import { useUnsaved } from "../../../shared/page/unsaved";
import type { DraftForm } from "../draft";

interface Where {
  pathname: string;
  search: object;
}

/** Another room, or another deploy to begin with in the same one. */
function isElsewhere(now: Where, next: Where): boolean {
  if (now.pathname !== next.pathname) return true;
  return (
    now.pathname === "/deploy/from" && JSON.stringify(now.search) !== JSON.stringify(next.search)
  );
}

/** Asks before what was filled in is lost: it holds secrets, so it is kept nowhere but on screen. */
export function LeaveDialog({
  control,
  wasSent,
}: {
  control: Control<DraftForm>;
  /** It was sent, so that nothing is lost by leaving. */
  wasSent: () => boolean;
}) {
  const { isDirty } = useFormState({ control });
  const dirty = useRef(isDirty);
  dirty.current = isDirty;
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty.current && !wasSent() && isElsewhere(current, next),
    enableBeforeUnload: false,
    withResolver: true,
  });
  // What would drop the form without leaving the room, such as a switch of account.
  const [goOn, setGoOn] = useState<(() => void) | null>(null);
  const isFilledIn = useCallback(() => dirty.current && !wasSent(), [wasSent]);
  useUnsaved(
    useCallback(
      (then: () => void) => {
        const asks = isFilledIn();
        if (asks) setGoOn(() => then);
        return asks;
      },
      [isFilledIn],
    ),
    isFilledIn,
  );
  const stay = () => {
    reset?.();
    setGoOn(null);
  };
  const leave = () => {
    proceed?.();
    goOn?.();
    setGoOn(null);
  };
  return (
    <Dialog
      open={status === "blocked" || goOn !== null}
      onClose={stay}
      title="Leave this deploy?"
      width={440}
      foot={
        <>
          <Button autoFocus onPress={stay}>
            Stay
          </Button>
          <Button kind="primary" onPress={leave}>
            Leave
          </Button>
        </>
      }
    >
      <p>What you filled in is not kept, since it may hold secrets. Nothing was sent or bought.</p>
    </Dialog>
  );
}
