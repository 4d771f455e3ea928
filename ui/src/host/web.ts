import {
  type Answer,
  type Args,
  type Command,
  type Event,
  type Host,
  toCommandError,
} from "./types";

const GONE = "The web host does not answer. Start it again and open the link that it prints.";

/** What the server sent, read as JSON where it is that; its refusals are plain words. */
function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function send<K extends Command>(
  name: K,
  args: Args<K>,
  account: string | null,
): Promise<Answer<K>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`/call/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ args, account }),
    });
    text = await response.text();
  } catch {
    throw toCommandError(GONE);
  }
  if (!response.ok) throw toCommandError(read(text));
  return read(text) as Answer<K>;
}

/** The browser's host, for development and tests: the same commands and events, over the port that served this page. */
export const webHost: Host = {
  call: (name, args) => send(name, args, null),
  act: send,
  listen(handler) {
    const source = new EventSource("/events");
    // What changed while nobody listened is not told again, so that all is asked for anew.
    source.onopen = () => handler({ kind: "session" });
    source.onmessage = ({ data }) => handler(JSON.parse(data) as Event);
    return () => source.close();
  },
};
