import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { inject } from "vitest";

/** A program that runs for the tests of a file. */
export interface RunningHost {
  /** Where it is reached; of a web host a link that works once. */
  url: string;
  end(): Promise<void>;
}

/** Starts a web host with a core and a sandbox of its own, both in a folder that goes with it. */
export function startHost(sandboxSpeed: number): Promise<RunningHost> {
  const args = ["--ui", resolve("dist"), "--sandbox-speed", `${sandboxSpeed}`];
  return start(inject("webHost"), args, /^open (\S+)$/, "SIGTERM");
}

/** The token of such a provider. */
export const TOKEN = "another-account";

/** Starts a provider beside the sandbox that the host has inside: another account. */
export function startProvider(): Promise<RunningHost> {
  return start(inject("sandbox"), ["--token", TOKEN], /^listening on (\S+)$/, "SIGINT");
}

async function start(
  program: string,
  args: readonly string[],
  says: RegExp,
  ends: NodeJS.Signals,
): Promise<RunningHost> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  // A run that is broken off must not leave it behind.
  const endAtOnce = () => child.kill();
  process.once("exit", endAtOnce);
  const url = await link(child, says);
  const gone = new Promise<void>((done) => child.once("exit", () => done()));
  return {
    url,
    async end() {
      process.off("exit", endAtOnce);
      child.kill(ends);
      await gone;
    },
  };
}

async function link(child: ChildProcess, says: RegExp): Promise<string> {
  if (!child.stdout) throw new Error("the program has no output");
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = says.exec(line) ?? [];
    if (url) return url;
  }
  throw new Error("the program ended before it printed its link");
}
