import { useRef } from "react";
import { useAct } from "./queries";
import type { Answer, Args, Command, CommandError } from "./types";

/** Sends one command at a time: a second press before the answer sends nothing. */
export function useSend<K extends Command>(
  name: K,
): {
  send: (
    args: Args<K>,
    onDone?: (answer: Answer<K>) => void,
    onError?: (error: CommandError) => void,
  ) => void;
  busy: boolean;
  /** The last one was done, and no other is under way. */
  done: boolean;
  error: CommandError | null;
  /** Forgets an error; what is under way stays so. */
  reset: () => void;
} {
  const act = useAct(name);
  // Two presses can come before the first one is drawn, so state alone does not hold the second back.
  const out = useRef(false);
  return {
    send: (args, onDone, onError) => {
      if (out.current) return;
      out.current = true;
      act.mutate(args, {
        onSuccess: (answer) => onDone?.(answer),
        onError: (error) => onError?.(error),
        onSettled: () => {
          out.current = false;
        },
      });
    },
    busy: act.isPending,
    done: act.isSuccess,
    error: act.error,
    reset: () => {
      if (!out.current) act.reset();
    },
  };
}
