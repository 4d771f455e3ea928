import { afterEach, expect, test, vi } from "vitest";
import { fault } from "../testing/scriptedHost";
import type { CommandError, Event } from "./types";
import { webHost } from "./web";

afterEach(() => vi.unstubAllGlobals());

/** Lets the server answer this, and gives what was sent. */
function answers(body: string, status: number) {
  const sent = vi.fn(async (_url: string, _request: RequestInit) => new Response(body, { status }));
  vi.stubGlobal("fetch", sent);
  return sent;
}

const refusal = async (): Promise<CommandError> =>
  webHost.call("app_state", {}).then(
    () => expect.unreachable(),
    (error) => error,
  );

test("a command is posted by its name, and its answer is what comes back", async () => {
  const sent = answers('{"answer":1}', 200);
  expect(await webHost.call("instance", { id: "vm-1" })).toEqual({ answer: 1 });
  expect(sent.mock.calls[0]?.[0]).toBe("/call/instance");
  expect(sent.mock.calls[0]?.[1]).toMatchObject({
    method: "POST",
    body: '{"args":{"id":"vm-1"},"account":null}',
  });
  await webHost.act("instance_power", { id: "vm-1", target: "stop" }, "p1");
  expect(JSON.parse(String(sent.mock.calls[1]?.[1].body))).toMatchObject({ account: "p1" });
});

test("what core refuses comes as it is, and what the server refuses in its words", async () => {
  const refused = fault({ code: "soldOut", message: "Sold out." });
  answers(JSON.stringify(refused), 422);
  expect(await refusal()).toEqual(refused);
  answers("This link was used already.", 403);
  expect(await refusal()).toMatchObject({ code: "local", message: "This link was used already." });
});

test("a server that is gone is said with what to do", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  const { code, message } = await refusal();
  expect(code).toBe("local");
  expect(message).toContain("Start it again");
});

test("events come as they are told, and all is asked for anew where some may have been missed", () => {
  class Source {
    static last: Source;
    onopen = () => {};
    onmessage = (_: { data: string }) => {};
    close = vi.fn();
    constructor() {
      Source.last = this;
    }
  }
  vi.stubGlobal("EventSource", Source);
  const heard: Event[] = [];
  const stop = webHost.listen((event) => heard.push(event));
  Source.last.onopen();
  Source.last.onmessage({ data: '{"kind":"job","id":"j-1"}' });
  expect(heard).toEqual([{ kind: "session" }, { kind: "job", id: "j-1" }]);
  stop();
  expect(Source.last.close).toHaveBeenCalled();
});
