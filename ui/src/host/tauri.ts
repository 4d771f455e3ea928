import { invoke, isTauri } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import {
  type Answer,
  type Args,
  type Command,
  type Event,
  type FileDrag,
  type Host,
  toCommandError,
} from "./types";

/** The name under which the desktop tells every window what changed. */
const CHANNEL = "voltdeck";

/** Whether this window is the desktop's. */
export const inDesktop: () => boolean = isTauri;

async function send<K extends Command>(
  name: K,
  args: Args<K>,
  account: string | null,
): Promise<Answer<K>> {
  try {
    return await invoke<Answer<K>>(name, { args, account });
  } catch (thrown) {
    throw toCommandError(thrown);
  }
}

/** The product's host: commands and events of the desktop shell. */
export const tauriHost: Host = {
  call: (name, args) => send(name, args, null),
  act: send,
  listen(handler) {
    // What changed before it listens is not told again, so that all is asked for anew.
    return until(
      listen<Event>(CHANNEL, (message) => handler(message.payload)),
      () => handler({ kind: "session" }),
    );
  },
  drags(handler) {
    return until(
      getCurrentWebview().onDragDropEvent(({ payload }) => {
        if (payload.type === "leave") handler({ kind: "leave" });
        else handler(at(payload.type === "drop" ? "drop" : "over", payload.position));
      }),
    );
  },
};

/** Where in the page a place of the screen is. */
function at(kind: "over" | "drop", { x, y }: { x: number; y: number }): FileDrag {
  return { kind, x: x / devicePixelRatio, y: y / devicePixelRatio };
}

/** Ends what listens, also where it does not stand yet: registering takes a round trip. */
function until(listening: Promise<() => void>, begun?: () => void): () => void {
  let stopped = false;
  let stop: (() => void) | undefined;
  listening.then(
    (unlisten) => {
      if (stopped) return unlisten();
      stop = unlisten;
      begun?.();
    },
    (thrown: unknown) => {
      throw toCommandError(thrown);
    },
  );
  return () => {
    stopped = true;
    stop?.();
  };
}
