import { expect, test } from "vitest";
import { launch } from "./support/desk";
import { button, heading } from "./support/ways";

// The other tests rely on these being seen.
const desk = launch();

test.each([
  ["an error that is logged", () => console.error("logged on purpose"), /^logged: logged on/],
  ["an error that is thrown", () => void setTimeout(() => JSON.parse("{")), /^thrown: /],
  [
    "a style that the policy refuses",
    () => document.body.setAttribute("style", "top: 0"),
    /policy/,
  ],
  ["a file that is not there", () => void fetch("/nothing.js"), /404/],
  [
    "another server",
    () => void fetch("http://localhost:9/").catch(() => {}),
    /another server|policy/,
  ],
])("%s is a fault", async (_, harm, said) => {
  await heading(desk.page, "Voltdeck").waitFor();
  await desk.page.evaluate(harm);
  await expect.poll(() => desk.traffic.faults()).toContainEqual(expect.stringMatching(said));
  // What the page counted goes with the page.
  await desk.page.reload();
  await desk.traffic.quiet();
  await desk.traffic.faults();
});

test("what core refuses is an answer and no fault", async () => {
  await expect(desk.ask("fleet", {})).rejects.toThrow("signedOut");
  expect(await desk.traffic.faults()).toEqual([]);
});

test("the link works once, in one browser", async () => {
  const { page } = desk;
  await page.reload();
  await button(page, "Explore with the sandbox").waitFor();
  expect(page.url(), "the token does not stay in the address").not.toContain("token");
  expect(await page.evaluate(() => document.cookie), "no script reads the cookie").toBe("");
  const stranger = await page.context().browser()?.newContext();
  const answer = await stranger?.request.get(`${desk.origin}/`);
  expect(answer?.status()).toBe(403);
  await stranger?.close();
});
