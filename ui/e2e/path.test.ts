import { expect, test } from "vitest";
import { expectNoSeriousAxe } from "./support/axe";
import { launch } from "./support/desk";
import { button, exploreSandbox, goToRoom, heading, sees } from "./support/ways";

const NAME = "browser-01";
/** A machine is listed up to 40 seconds after its deploy, and looked for every five. */
const LISTED_MS = 60_000;

const desk = launch();

test("a machine is deployed, stopped, released and terminated by clicks", async () => {
  const { page } = desk;
  await heading(page, "Voltdeck").waitFor();
  await exploreSandbox(desk);

  await goToRoom(desk, "Deploy");
  await button(page, "Next").click();
  await page.getByLabel("Name", { exact: true }).fill(NAME);
  await button(page, "Review now").click();
  await sees(page, "Check before it is sent");
  await expectNoSeriousAxe(page, "the review");
  await button(page, `Deploy ${NAME}`).click();
  await sees(page, `${NAME} runs`, LISTED_MS);
  await expectNoSeriousAxe(page, "a deploy that is done");

  await goToRoom(desk, "Instances");
  const row = page.getByRole("row", { name: NAME });
  await row.getByText("Running", { exact: true }).waitFor();
  await row.getByRole("button", { name: NAME, exact: true }).click();
  await heading(page, NAME).waitFor();
  await expectNoSeriousAxe(page, "a machine");

  await button(page, "Stop").click();
  await sees(page, "goes on being billed in full");
  await expectNoSeriousAxe(page, "before a stop");
  await button(page, `Stop ${NAME}`).click();
  await row.getByText("Stopped", { exact: true }).waitFor({ timeout: LISTED_MS });

  await button(page, "Release").click();
  await sees(page, "GPUs go back to the provider");
  await button(page, `Stop and release ${NAME}`).click();
  await row.getByText("Released", { exact: true }).waitFor({ timeout: LISTED_MS });

  await button(page, "Terminate").click();
  await sees(page, "Cannot be undone");
  await expectNoSeriousAxe(page, "before a termination");
  const deed = button(page, `Terminate ${NAME}`);
  expect(await deed.isEnabled(), "its name must be typed first").toBe(false);
  await page.getByLabel(`Type ${NAME} to confirm`).fill(NAME);
  await deed.click();
  await row.waitFor({ state: "detached", timeout: LISTED_MS });
});
