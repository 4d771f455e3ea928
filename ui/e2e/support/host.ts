import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { inject } from "vitest";

/** A running web host. */
export interface RunningHost {
  /** The link, which works once. */
  url: string;
  end(): Promise<void>;
}

/** Starts a web host with a core and a sandbox of its own, both in a folder that goes with it. */
export async function startHost(sandboxSpeed: number): Promise<RunningHost> {
  const args = ["--ui", resolve("dist"), "--sandbox-speed", `${sandboxSpeed}`];
  const child = spawn(inject("webHost"), args, { stdio: ["ignore", "pipe", "inherit"] });
  // A run that is broken off must not leave it behind.
  const endAtOnce = () => child.kill();
  process.once("exit", endAtOnce);
  const url = await link(child);
  const gone = new Promise<void>((done) => child.once("exit", () => done()));
  return {
    url,
    async end() {
      process.off("exit", endAtOnce);
      child.kill();
      await gone;
    },
  };
}

async function link(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("the web host has no output");
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /^open (\S+)$/.exec(line) ?? [];
    if (url) return url;
  }
  throw new Error("the web host ended before it printed its link");
}
