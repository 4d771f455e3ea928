import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import type { Answer, Args, Command } from "../../src/host/types";
import { type RunningHost, startHost } from "./host";
import { Traffic } from "./traffic";

/** What a test file starts with. */
interface Options {
  /** How many sandbox seconds pass in a real one. */
  sandboxSpeed?: number;
  width?: number;
  height?: number;
}

/** A browser at the screens of a core that this test file has for itself. */
export interface Desk {
  readonly page: Page;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly traffic: Traffic;
  /** Asks core a command as the page would, to know what the screens should show. */
  ask<K extends Command>(name: K, args: Args<K>): Promise<Answer<K>>;
  /** What was last copied and opened, which a desktop would have done. */
  last(): Promise<{ copied: string | null; opened: "console" | "support" | null }>;
}

/**
 * Opens Voltdeck before the tests of this file and ends it after them. What the page logs as an error, throws, is
 * refused by the content policy or asks of another server fails the test in which it happens.
 */
export function launch({ sandboxSpeed = 30, width = 1280, height = 800 }: Options = {}): Desk {
  let open: { host: RunningHost; browser: Browser; page: Page; traffic: Traffic } | undefined;
  const opened = () => {
    if (!open) throw new Error("the desk opens with the first test");
    return open;
  };

  beforeAll(async () => {
    const host = await startHost(sandboxSpeed);
    const browser = await startBrowser();
    const viewport = { width, height };
    // What fades in would be looked at half way.
    const context: BrowserContext = await browser.newContext({ viewport, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    open = { host, browser, page, traffic: new Traffic(page, new URL(host.url).origin) };
    await page.goto(host.url);
  });
  afterEach(async ({ task }) => {
    if (!open) return;
    if (task.result?.state === "fail") await picture(open.page, task.name);
    expect(await open.traffic.faults(), "faults of the page").toEqual([]);
  });
  afterAll(async () => {
    await open?.browser.close();
    await open?.host.end();
  });

  return {
    get page() {
      return opened().page;
    },
    get origin() {
      return new URL(opened().host.url).origin;
    },
    get traffic() {
      return opened().traffic;
    },
    ask: (name, args) => opened().page.evaluate(posted, [name, JSON.stringify(args)] as const),
    last: () => opened().page.evaluate(async () => (await fetch("/last")).json()),
  };
}

/** Keeps what the screen showed when a test failed, beside the pictures of the window's tests. */
async function picture(page: Page, test: string): Promise<void> {
  const path = `../target/failures/browser-${test.replaceAll(/\W+/g, "-")}.png`;
  await page.screenshot({ path });
  console.log(`What the screen showed: ${path}`);
}

/** Runs in the page: its requests alone carry its origin and its cookie. */
async function posted([name, args]: readonly [string, string]) {
  const headers = { "Content-Type": "application/json" };
  const call = (command: string, sent: unknown) =>
    fetch(`/call/${command}`, { method: "POST", headers, body: JSON.stringify(sent) });
  const { active } = await (await call("app_state", { args: {} })).json();
  const response = await call(name, { args: JSON.parse(args), account: active });
  if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
  return response.json();
}

function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: inject("chromium"),
    // Chromium's own sandbox does not start for root, as in a container.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}
