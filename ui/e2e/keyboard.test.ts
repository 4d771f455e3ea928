import { afterAll, beforeAll, expect, test } from "vitest";
import { launch } from "./support/desk";
import { type RunningHost, startProvider, TOKEN } from "./support/host";
import { button, heading, press, sees, tabTo } from "./support/ways";

const NAME = "keys-01";
const VOLUME = "keys-volume";
const KEY =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIY610y0jc7g+fEu527M2wnGRkTdZBp4o4VZ5emq9rKi me@laptop";
const LISTED_MS = 60_000;

const desk = launch();
let provider: RunningHost;

beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => provider.end());

/** A button of the question that is asked. */
const inQuestion = (name: string) =>
  desk.page.getByRole("alertdialog").getByRole("button", { name });

/** To a room by its keys. */
async function go(keys: string, room: string): Promise<void> {
  await desk.page.keyboard.press(keys);
  await heading(desk.page, room).waitFor();
}

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

test("a volume is created, attached, detached and deleted by keys", async () => {
  const { page } = desk;
  const { keyboard } = page;
  await go("Control+4", "Storage");
  await keyboard.press("n");
  await tabTo(page, page.getByLabel("Name", { exact: true }));
  await keyboard.type(VOLUME);
  await tabTo(page, page.getByRole("textbox", { name: "Size" }));
  await keyboard.press("Control+a");
  await keyboard.type("20");
  await press(page, page.getByRole("button", { name: /^Create for/ }));
  await heading(page, VOLUME).waitFor();

  await press(page, button(page, "Attach"));
  await tabTo(page, page.getByRole("checkbox", { name: /^ci-metal/ }));
  await keyboard.press("Space");
  await press(page, button(page, "Attach to 1 rental"));
  await press(page, button(page, "Detach ci-metal"));
  await sees(page, "Unmount it first");
  await press(page, inQuestion("Detach ci-metal"));
  await sees(page, "No rental. It is billed all the same.");

  await press(page, button(page, "Delete"));
  await sees(page, "Cannot be undone");
  await tabTo(page, page.getByLabel(`Type ${VOLUME} to confirm`));
  await keyboard.type(VOLUME);
  await press(page, inQuestion(`Delete ${VOLUME}`));
  await page.getByRole("row", { name: VOLUME }).waitFor({ state: "detached", timeout: LISTED_MS });
  // The panel of what is gone is left by the key that leaves everything.
  await keyboard.press("Escape");
  await page.getByRole("complementary", { name: VOLUME }).waitFor({ state: "detached" });
});

test("a key is added and removed by keys", async () => {
  const { page } = desk;
  const { keyboard } = page;
  await go("Control+6", "Keys");
  await keyboard.press("n");
  await tabTo(page, page.getByRole("textbox", { name: "Public key" }));
  await keyboard.insertText(KEY);
  await tabTo(page, page.getByRole("textbox", { name: "Name in the organization" }));
  await keyboard.press("Control+a");
  await keyboard.type("keys only");
  await press(page, button(page, "Add the key"));
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await press(page, button(page, "Remove keys only"));
  await sees(page, "Machines that run keep it");
  await press(page, inQuestion("Remove keys only"));
  await page.getByRole("row", { name: /^keys only/ }).waitFor({ state: "detached" });
});

test("several machines are ticked and terminated by keys", async () => {
  const { page } = desk;
  const { keyboard } = page;
  await go("Control+3", "Instances");
  await keyboard.press("/");
  await keyboard.press("Control+a");
  await keyboard.type("eval");
  await tabTo(page, button(page, "eval-nightly"));
  await keyboard.press("Space");
  await sees(page, "1 selected");
  await press(page, button(page, "Terminate…"));
  await sees(page, "Cannot be undone");
  await tabTo(page, page.getByLabel("Type terminate 1 to confirm"));
  await keyboard.type("terminate 1");
  await press(page, inQuestion("Terminate 1 machine"));
  await sees(page, "1 of 1 done", LISTED_MS);
  await press(page, button(page, "Show each machine"));
  await sees(page, "eval-nightly");
  await press(page, button(page, "Put the result away"));
});

test("from what is available the wizard is reached by keys, with the row chosen", async () => {
  const { page } = desk;
  await page.keyboard.press("Control+2");
  await press(page, page.getByRole("link", { name: "Availability" }));
  await press(page, page.getByRole("link", { name: "Deploy 2 × H100" }));
  const two = page.getByRole("radio", { name: /^2 × H100/ });
  await two.waitFor();
  expect(await two.isChecked()).toBe(true);
});

test("the billing lines are narrowed and read by keys", async () => {
  const { page } = desk;
  const { keyboard } = page;
  await go("Control+5", "Billing");
  await tabTo(page, page.getByRole("radio", { name: "Month", exact: true }));
  await keyboard.press("ArrowRight");
  await keyboard.press("ArrowRight");
  await keyboard.press("Enter");
  await sees(page, /^1 to 50/);
  await press(page, button(page, "Next"));
  await sees(page, /^51 to 100/);
  await press(page, button(page, "VMs"));
  await sees(page, /^1 to /);
  await tabTo(page, page.getByRole("textbox", { name: "First day" }));
  await keyboard.type("not a day");
  await keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await press(page, button(page, "Show all"));
  await sees(page, /^1 to 50/);
  await tabTo(page, page.getByRole("region", { name: "Lines" }));
  await keyboard.press("End");
  const end = () => page.getByRole("region", { name: "Lines" }).evaluate((list) => list.scrollTop);
  await expect.poll(end, { message: "what lies below the edge" }).toBeGreaterThan(0);
});

test("an account is connected, and switched to and fro in two presses", async () => {
  const { page } = desk;
  const { keyboard } = page;
  await keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or run" }).waitFor();
  await keyboard.type("connect account");
  await keyboard.press("Enter");
  await tabTo(page, page.getByRole("textbox", { name: "API token" }));
  await keyboard.type(TOKEN);
  await press(page, button(page, "Advanced"));
  await tabTo(page, page.getByRole("textbox", { name: /^Name/ }));
  await keyboard.type("Second");
  await tabTo(page, page.getByRole("textbox", { name: "Base URL" }));
  await keyboard.press("Control+a");
  await keyboard.type(provider.url);
  await press(page, button(page, "Connect"));
  const front = (name: string) => page.getByRole("button", { name: `Profile ${name}, switch` });
  await front("Second").waitFor();
  await keyboard.press("Control+Shift+a");
  await page.getByRole("menuitem", { name: /^Sandbox/ }).waitFor();
  await keyboard.press("1");
  await front("Sandbox").waitFor();
  await keyboard.press("Control+Shift+a");
  await page.getByRole("menuitem", { name: /^Second/ }).waitFor();
  await keyboard.press("2");
  await front("Second").waitFor();
});
