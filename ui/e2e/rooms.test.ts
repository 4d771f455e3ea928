import { beforeAll, describe, expect, test } from "vitest";
import { expectNoSeriousAxe } from "./support/axe";
import { launch } from "./support/desk";
import { LOOKS } from "./support/looks";
import { everyRoute } from "./support/routes";
import { exploreSandbox, goTo, heading } from "./support/ways";

const ROUTES = everyRoute();
const desk = launch();

describe("before an account", () => {
  test.each(LOOKS)("first start is for everyone in $look", async ({ look, ...media }) => {
    await desk.page.emulateMedia(media);
    await heading(desk.page, "Voltdeck").waitFor();
    await desk.traffic.quiet();
    await expectNoSeriousAxe(desk.page, `first start, ${look}`);
  });
});

describe("in the sandbox", () => {
  beforeAll(() => exploreSandbox(desk));

  describe.each(LOOKS)("in $look", ({ look, ...media }) => {
    test.each(ROUTES)("%s is for everyone", async (route) => {
      await desk.page.emulateMedia(media);
      await goTo(desk, route);
      await expectNoSeriousAxe(desk.page, `${route}, ${look}`);
    });
  });

  test.each(LOOKS)("a machine is for everyone in $look", async ({ look, ...media }) => {
    const [machine] = (await desk.ask("fleet", {})).instances;
    await desk.page.emulateMedia(media);
    await goTo(desk, `/instances?id=${machine?.id}`);
    await heading(desk.page, machine?.name ?? "").waitFor();
    await expectNoSeriousAxe(desk.page, `a machine, ${look}`);
  });

  test.each(ROUTES)("%s fits the smallest window", async (route) => {
    await desk.page.setViewportSize({ width: 900, height: 600 });
    await goTo(desk, route);
    const wide = await desk.page.evaluate(() =>
      [...document.querySelectorAll("*")]
        .filter((element) => {
          const { overflowX } = getComputedStyle(element);
          const scrolls = element === document.documentElement || /auto|scroll/.test(overflowX);
          return scrolls && element.scrollWidth > element.clientWidth;
        })
        .map((element) => `<${element.localName} class="${element.className}">`),
    );
    expect(wide, "what scrolls sideways").toEqual([]);
  });
});
