import type { CommandError, Commands, ErrorCode, Event, ON_ACCOUNT } from "./bindings";

export type * from "./bindings";

/** Name of a command. */
export type Command = keyof Commands;
/** Arguments of a command. */
export type Args<K extends Command> = Commands[K]["args"];
/** Answer of a command. */
export type Answer<K extends Command> = Commands[K]["answer"];

/** Acts on an account: they cannot be sent without saying on which. */
export type AccountAct = (typeof ON_ACCOUNT)[number];

/** Files that are dragged over the window, by where they are in it. Which files they are the window is not told. */
export type FileDrag = { kind: "over" | "drop"; x: number; y: number } | { kind: "leave" };

/** All that the screens know of the world outside the window. */
export interface Host {
  /** Asks; rejects with a `CommandError` and nothing else. */
  call<K extends Exclude<Command, AccountAct>>(name: K, args: Args<K>): Promise<Answer<K>>;
  /**
   * Does something, for the account for which the screen was opened where the person acts. The core refuses it where
   * another came to the front meanwhile.
   */
  act<K extends Command>(name: K, args: Args<K>, account: string | null): Promise<Answer<K>>;
  /** Listens to what changed, until the returned function is called. */
  listen(handler: (event: Event) => void): () => void;
  /**
   * Follows files that are dragged over the window, until the returned function is called. A host without it takes none:
   * a browser does not tell where files lie.
   */
  drags?(handler: (drag: FileDrag) => void): () => void;
}

const codes: Record<ErrorCode, true> = {
  signedOut: true,
  tokenRefused: true,
  forbidden: true,
  invalid: true,
  offline: true,
  slow: true,
  provider: true,
  gone: true,
  soldOut: true,
  priceMoved: true,
  notAllowed: true,
  outcomeUnknown: true,
  unsettled: true,
  readOnly: true,
  cancelled: true,
  exists: true,
  local: true,
};

function isCommandError(value: unknown): value is CommandError {
  const { code } = (value ?? {}) as Record<string, unknown>;
  return typeof code === "string" && Object.hasOwn(codes, code) && messageOf(value) !== null;
}

function messageOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  const { message } = (value ?? {}) as Record<string, unknown>;
  return typeof message === "string" ? message : null;
}

/** Whatever was thrown, as a `CommandError`: a fault of the bridge itself is one of this computer. */
export function toCommandError(value: unknown): CommandError {
  if (isCommandError(value)) return value;
  const message = messageOf(value) ?? "The window got an answer that it does not understand.";
  return { code: "local", message, field: null, retryable: true, requestId: null };
}
