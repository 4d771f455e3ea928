import type { CommandError } from "../../host/types";
import { useSend } from "../../host/useSend";

/** Where the kubeconfig went. */
export interface SavedFile {
  path: string;
}

/** Sends `kubeconfig_save`, which the bindings do not name yet. */
export const useKubeconfigSave = () =>
  useSend("kubeconfig_save" as never) as unknown as {
    send: (
      args: { id: string; path: string },
      onDone?: (saved: SavedFile) => void,
      onError?: (error: CommandError) => void,
    ) => void;
    busy: boolean;
    error: CommandError | null;
    reset: () => void;
  };
