import { test } from "vitest";
import { launch } from "./support/desk";
import { button, heading, press, sees, tabTo } from "./support/ways";

const NAME = "keys-01";
const LISTED_MS = 60_000;

const desk = launch();

test("the same way can be gone with no mouse", async () => {
  const { page } = desk;
  const { keyboard } = page;
  await press(page, button(page, "Explore with the sandbox"));
  await heading(page, "Overview").waitFor();

  await keyboard.press("Control+2");
  await page.getByRole("radiogroup", { name: "Hardware" }).waitFor();
  await press(page, button(page, "Next"));
  await tabTo(page, page.getByLabel("Name", { exact: true }));
  await keyboard.press("Control+a");
  await keyboard.type(NAME);
  await press(page, button(page, "Review now"));
  await sees(page, "Check before it is sent");
  await press(page, button(page, `Deploy ${NAME}`));
  await sees(page, `${NAME} runs`, LISTED_MS);

  await keyboard.press("Control+3");
  const row = page.getByRole("row", { name: NAME });
  await row.waitFor();
  await keyboard.press("/");
  await keyboard.type(NAME);
  await press(page, row.getByRole("button", { name: NAME, exact: true }));
  await press(page, button(page, "Stop"));
  await press(page, button(page, `Stop ${NAME}`));
  await row.getByText("Stopped", { exact: true }).waitFor({ timeout: LISTED_MS });
  await press(page, button(page, "Terminate"));
  await sees(page, "Cannot be undone");
  await tabTo(page, page.getByLabel(`Type ${NAME} to confirm`));
  await keyboard.type(NAME);
  await press(page, button(page, `Terminate ${NAME}`));
  await row.waitFor({ state: "detached", timeout: LISTED_MS });
});
