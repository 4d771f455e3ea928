import type { Page } from "playwright-core";
import { beforeAll, test } from "vitest";
import { expectNoSeriousAxe } from "./axe";
import type { Desk } from "./desk";
import { LOOKS } from "./looks";
import { exploreSandbox } from "./ways";

/** What lies over a room or within it, and the way there. */
export interface Layer {
  name: string;
  open: (page: Page, desk: Desk) => Promise<unknown>;
}

/** Opens each in the sandbox, and holds it to what everyone needs, in every look. */
export function areForEveryone(desk: Desk, layers: readonly Layer[]): void {
  beforeAll(() => exploreSandbox(desk));

  test.each(layers)("$name is for everyone", async ({ open }) => {
    const { page, traffic } = desk;
    await page.unrouteAll();
    // A form that is filled in would not let itself be left.
    await page.goto("about:blank");
    await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
    await open(page, desk);
    await traffic.quiet();
    for (const { look, ...media } of LOOKS) {
      await page.emulateMedia(media);
      await expectNoSeriousAxe(page, look);
    }
  });
}
