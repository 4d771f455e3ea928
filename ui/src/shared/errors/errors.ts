import type { CommandError, ErrorCode } from "../../host/types";

/** How grave an error is: it colours what says so. */
type Gravity = "plain" | "attention" | "failed";

/** What the window says about an error besides the message that came with it. */
interface ErrorWords {
  severity: Gravity;
  /** What happened, in a few words. */
  title: string;
  /** What the person can do. */
  next: string;
}

/** The one table of errors: a code that is not in it does not compile. */
const ERRORS: Record<ErrorCode, ErrorWords> = {
  signedOut: {
    severity: "attention",
    title: "No account is connected",
    next: "Connect an account or open the sandbox.",
  },
  tokenRefused: {
    severity: "failed",
    title: "The token was refused",
    next: "Give a new token. What runs goes on and is billed.",
  },
  forbidden: {
    severity: "attention",
    title: "This token may not do that",
    next: "Ask an owner of the organization for the right, or use another token.",
  },
  invalid: {
    severity: "attention",
    title: "This cannot be sent as it is",
    next: "Change what is marked and try again.",
  },
  readOnly: {
    severity: "attention",
    title: "This account is read-only",
    next: "Use an account that may change things, or let this one in Settings.",
  },
  offline: {
    severity: "attention",
    title: "The provider cannot be reached",
    next: "Check the network and the proxy in Settings. What runs goes on and is billed.",
  },
  slow: {
    severity: "attention",
    title: "The provider is slow",
    next: "Wait a minute, then try again.",
  },
  provider: {
    severity: "attention",
    title: "The provider answered with an error",
    next: "Try again. If it stays, tell the provider's support the id of the request.",
  },
  gone: {
    severity: "attention",
    title: "It is no longer there",
    next: "Go back to the list; it is read again.",
  },
  soldOut: {
    severity: "attention",
    title: "Sold out in the meantime",
    next: "Choose other hardware. Nothing was bought.",
  },
  priceMoved: {
    severity: "attention",
    title: "The price has changed",
    next: "Review again with the new price. Nothing was bought.",
  },
  notAllowed: {
    severity: "attention",
    title: "Its state has changed",
    next: "Look at its state now and choose again.",
  },
  outcomeUnknown: {
    severity: "attention",
    title: "Nobody knows whether it was done",
    next: "Voltdeck looks for it and does not send it again. It may still cost.",
  },
  unsettled: {
    severity: "attention",
    title: "An order is not settled",
    next: "Wait until it is, or choose another name.",
  },
  cancelled: {
    severity: "plain",
    title: "It was stopped",
    next: "Start it again when you want it.",
  },
  exists: {
    severity: "attention",
    title: "Files of the same are there already",
    next: "Replace them, or choose another folder.",
  },
  local: {
    severity: "failed",
    title: "Something on this computer failed",
    next: "Try again. If it stays, the log of Voltdeck tells more.",
  },
};

/** The words for an error; a code that this window does not know is a fault of this computer. */
export function wordsFor(error: CommandError): ErrorWords {
  return ERRORS[error.code] ?? ERRORS.local;
}

/** What is said of an error: a title and what follows. A message that begins as its title does is not said twice. */
export function saidOf(error: CommandError): { title: string; rest: string } {
  const { title } = wordsFor(error);
  const { message } = error;
  if (!message.startsWith(title)) return { title, rest: message };
  const end = message.indexOf(". ");
  return end === -1
    ? { title: message.replace(/\.$/, ""), rest: "" }
    : { title: message.slice(0, end), rest: message.slice(end + 2) };
}
