import { expect, test } from "vitest";
import { expectNoSeriousAxe } from "./support/axe";
import { launch } from "./support/desk";
import { button, exploreSandbox, goTo } from "./support/ways";

const desk = launch();

test("cloud-init is written as YAML in the editor, with its errors at their lines", async () => {
  const { page } = desk;
  const { keyboard } = page;
  await exploreSandbox(desk);
  await goTo(desk, "/deploy/vm");
  await button(page, "Software").click();
  await page.getByRole("radio", { name: "YAML" }).click();
  const editor = page.getByRole("textbox", { name: "cloud-init as YAML" });
  const lines = page.locator(".cm-line");
  const inEditor = () => editor.evaluate((element) => element === document.activeElement);

  await editor.click();
  await keyboard.press("Control+a");
  await keyboard.type("packages:\n  - git\n");
  // The editor indents the next line as the last.
  await keyboard.press("Shift+Home");
  await keyboard.type("mounts: []");
  expect(await lines.allTextContents()).toEqual(["packages:", "  - git", "mounts: []"]);
  const mark = page.locator(".cm-lint-marker-error");
  await mark.waitFor();
  const top = async (of: typeof mark) => Math.round((await of.boundingBox())?.y ?? -1);
  expect(Math.abs((await top(mark)) - (await top(lines.nth(2))))).toBeLessThan(9);
  await expectNoSeriousAxe(page, "the editor with an error");

  await keyboard.press("Control+Home");
  await button(page, "Line 3").click();
  await expect.poll(inEditor).toBe(true);
  const at = await page.evaluate(() => {
    const line = document.getSelection()?.anchorNode?.parentElement?.closest(".cm-line");
    return line ? [...document.querySelectorAll(".cm-line")].indexOf(line) + 1 : 0;
  });
  expect(at, "the line of the cursor").toBe(3);
  await keyboard.press("End");
  await keyboard.press("Shift+Home");
  await keyboard.type("runcmd:\n- nvidia-smi");
  await button(page, "Line 3").waitFor({ state: "detached" });

  await page.getByRole("radio", { name: "Form" }).click();
  await button(page, "Remove tag git").waitFor();
  expect(await page.getByRole("textbox", { name: "Command 1" }).inputValue()).toBe("nvidia-smi");
  await page.getByRole("radio", { name: "YAML" }).click();
  await editor.waitFor();
  // As it was typed: the form was not changed.
  const kept = ["packages:", "  - git", "runcmd:", "- nvidia-smi"];
  expect(await lines.allTextContents()).toEqual(kept);
  await expectNoSeriousAxe(page, "the editor");

  await editor.click();
  await keyboard.press("Tab");
  expect(await inEditor(), "Tab indents").toBe(true);
  await keyboard.press("Escape");
  await keyboard.press("Tab");
  expect(await inEditor(), "Escape and then Tab leaves it").toBe(false);
});
