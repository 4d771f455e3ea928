import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useHost } from "../../host/context";
import { keyOf, useAsk } from "../../host/queries";
import type { Command, CommandError, MoneyChange } from "../../host/types";
import { useSend } from "../../host/useSend";

/** What is done to many machines, one after the other. */
export type BulkKind = "start" | "stop" | "release" | "addTags" | "removeTags" | "terminate";

export interface BulkAct {
  kind: BulkKind;
  /** Of `addTags` and `removeTags`. */
  tags: string[];
}

/** What an act on many would do. */
export interface BulkPreview {
  can: { id: string; name: string }[];
  cannot: { id: string; name: string; reason: string }[];
  /** Burn rate per hour. */
  burn: MoneyChange | null;
  /** The words to type before it is done. */
  confirm: string | null;
}

export interface BulkItem {
  id: string;
  name: string;
  state: "waiting" | "doing" | "done" | "failed" | "unknown" | "skipped";
  message: string | null;
}

/** The run that is under way, or the last one. */
export interface BulkView {
  act: BulkAct;
  label: string;
  items: BulkItem[];
  total: number;
  finished: number;
  failed: number;
  running: boolean;
  /** It ends after the machine it is at. */
  stopping: boolean;
}

export interface SavedFile {
  path: string;
}

/** Commands of this room. */
interface Commands {
  bulk_preview: { args: { ids: string[]; act: BulkAct }; answer: BulkPreview };
  bulk_start: { args: { ids: string[]; act: BulkAct; typed: string }; answer: BulkView };
  bulk: { args: Record<string, never>; answer: BulkView | null };
  bulk_stop: { args: Record<string, never>; answer: BulkView };
  bulk_dismiss: { args: Record<string, never>; answer: Record<string, never> };
  rental_reboot: { args: { id: string; publicIps: string[] }; answer: Record<string, never> };
  kubeconfig_save: { args: { id: string; path: string }; answer: SavedFile };
}

export type RoomCommand = keyof Commands;
export type RoomArgs<K extends RoomCommand> = Commands[K]["args"];
export type RoomAnswer<K extends RoomCommand> = Commands[K]["answer"];

interface Asked<T> {
  data: T | undefined;
  error: CommandError | null;
  isFetching: boolean;
  refetch: () => unknown;
}

interface Sending<K extends RoomCommand> {
  send: (
    args: RoomArgs<K>,
    onDone?: (answer: RoomAnswer<K>) => void,
    onError?: (error: CommandError) => void,
  ) => void;
  busy: boolean;
  error: CommandError | null;
  reset: () => void;
}

/** `useSend` for the commands of this room. */
export const useRoomSend = useSend as unknown as <K extends RoomCommand>(name: K) => Sending<K>;

const ask = useAsk as unknown as <K extends RoomCommand>(
  name: K,
  args: RoomArgs<K>,
  how: { enabled?: boolean; keepLast?: boolean; staleTime?: number; gcTime?: number },
) => Asked<RoomAnswer<K>>;

const BULK = keyOf("bulk" as Command, {} as never);

/** The run that is under way or has just ended; `null` where there is none. */
export function useBulk(): Asked<BulkView | null> & { put: (view: BulkView | null) => void } {
  const host = useHost();
  const client = useQueryClient();
  useEffect(
    () =>
      host.listen(({ kind }) => {
        if (kind === "bulk") void client.invalidateQueries({ queryKey: BULK });
      }),
    [host, client],
  );
  const asked = ask("bulk", {}, { staleTime: Infinity });
  return { ...asked, put: (view) => client.setQueryData(BULK, view) };
}

/** What an act would do to these machines. */
export function useBulkPreview(ids: string[], act: BulkAct, enabled: boolean): Asked<BulkPreview> {
  return ask("bulk_preview", { ids, act }, { enabled, keepLast: true, gcTime: 0 });
}
