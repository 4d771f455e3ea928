import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { Desk } from "./desk";

/** More than any screen should ask of a person. */
const MOST_TABS = 60;

export const button = (page: Page, name: string): Locator =>
  page.getByRole("button", { name, exact: true });

export const heading = (page: Page, name: string | RegExp): Locator =>
  page.getByRole("heading", { name, exact: true });

/** Waits for text that stands somewhere on the screen. */
export const sees = (page: Page, text: string | RegExp, timeout?: number): Promise<void> =>
  page.getByText(text).first().waitFor({ timeout });

/** From first start into the sandbox. */
export async function exploreSandbox({ page }: Desk): Promise<void> {
  await button(page, "Explore with the sandbox").click();
  await heading(page, "Overview").waitFor();
  await sees(page, "SANDBOX");
}

/** To a room by the sidebar. */
export async function goToRoom({ page }: Desk, room: string): Promise<void> {
  await page.getByRole("link", { name: room, exact: true }).click();
  await heading(page, room).waitFor();
}

/** To a path of the router, as a reload of the window would come there; waits until it has loaded what it shows. */
export async function goTo({ page, origin, traffic }: Desk, path: string): Promise<void> {
  await page.goto(`${origin}/#${path}`);
  await page.locator("main").first().waitFor();
  await traffic.quiet();
}

/** The panel of the first machine of a kind that runs. */
export async function machine(of: Desk, kind: "vm" | "bareMetal"): Promise<void> {
  await goTo(of, "/overview");
  const { instances } = await of.ask("fleet", {});
  const found = instances.find((one) => one.kind === kind && one.state.mark === "running");
  await goTo(of, `/instances?id=${found?.id}`);
  await of.page.getByRole("complementary", { name: found?.name }).waitFor();
}

/** The way of the Tab key from what has the focus to this control. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let step = 0; step < MOST_TABS; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${target} in ${MOST_TABS} steps`);
}

/** Tabs to a control and presses Enter on it, as soon as it takes that: one that is off keeps the focus too. */
export async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  const can = { timeout: 20_000, message: `${target} can be pressed` };
  await expect.poll(() => target.isEnabled(), can).toBe(true);
  await page.keyboard.press("Enter");
}
