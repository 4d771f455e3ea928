import { invoke, isTauri } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import {
  type Answer,
  type Args,
  type Command,
  type Event,
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
    let stopped = false;
    let stop: (() => void) | undefined;
    listen<Event>(CHANNEL, (message) => handler(message.payload)).then(
      (unlisten) => {
        // Registering takes a round trip; the listener may be unwanted by the time it stands.
        if (stopped) unlisten();
        else stop = unlisten;
      },
      (thrown: unknown) => {
        throw toCommandError(thrown);
      },
    );
    return () => {
      stopped = true;
      stop?.();
    };
  },
};
