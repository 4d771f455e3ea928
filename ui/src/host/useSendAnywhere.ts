import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useAccount } from "./account";
import { useHost } from "./context";
import { takeOver } from "./queries";
import type { Answer, Args, Command, CommandError } from "./types";

/** Does something by its name. */
export type Send = <K extends Command>(
  name: K,
  args: Args<K>,
  onDone?: (answer: Answer<K>) => void,
) => void;

/**
 * Does what no part of the screen waits for. Whoever started it may be gone before the answer comes, and hears of it
 * all the same. It stays the same function as long as the account and `onError` do.
 */
export function useSendAnywhere(onError: (error: CommandError) => void): Send {
  const host = useHost();
  const account = useAccount();
  const client = useQueryClient();
  return useCallback<Send>(
    (name, args, onDone) => {
      host.act(name, args, account).then((answer) => {
        takeOver(client, name, answer);
        onDone?.(answer);
      }, onError);
    },
    [host, account, client, onError],
  );
}
