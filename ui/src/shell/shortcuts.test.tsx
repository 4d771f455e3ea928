import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { STEPS } from "../features/instances/list/InstanceTable";
import { keyNames, keysText, matches } from "../shared/acting/keyNames";
import { appState } from "../testing/fixtures";
import { signedInHost } from "../testing/hosts";
import { scriptInstances } from "../testing/instanceFixtures";
import { axeFindings, renderApp } from "../testing/render";
import { NATIVE, SHORTCUTS } from "./shortcuts";

const heading = (name: string) => screen.findByRole("heading", { level: 1, name });
const host = (state = appState()) => {
  const made = signedInHost(state);
  scriptInstances(made);
  return made;
};

test("no two shortcuts take the same keys", () => {
  const all = SHORTCUTS.flatMap(({ combos }) => combos.map((combo) => keysText(combo, false)));
  expect(new Set(all).size).toBe(all.length);
  expect(new Set(SHORTCUTS.map(({ id }) => id)).size).toBe(SHORTCUTS.length);
});

test("the question mark lists every shortcut", async () => {
  renderApp(host(), "/overview");
  await heading("Overview");
  await userEvent.keyboard("?");
  const sheet = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
  for (const { label, combos } of [...SHORTCUTS, ...NATIVE]) {
    const line = within(sheet).getByText(label).parentElement;
    const keys = [...(line?.querySelectorAll("kbd") ?? [])].map((key) => key.textContent);
    expect(keys, label).toEqual(combos.flatMap((combo) => keyNames(combo)));
  }
  expect(await axeFindings()).toEqual([]);
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("the sheet has every key that the list of instances answers", () => {
  const inList = [...SHORTCUTS, ...NATIVE]
    .filter(({ group }) => group === "In a list")
    .flatMap(({ combos }) => combos.map((combo) => keysText(combo, false)));
  const answered = Object.keys(STEPS).map((key) => keysText({ key }, false));
  expect(inList).toEqual(
    expect.arrayContaining([...answered, "Enter", "Space", "Shift Space", "Ctrl A"]),
  );
});

test("keys are named as the system names them", () => {
  expect(keysText({ mod: true, shift: true, key: "a" }, true)).toBe("⇧⌘A");
  expect(keysText({ mod: true, shift: true, key: "a" }, false)).toBe("Ctrl Shift A");
  expect(keysText({ key: "ArrowDown" }, false)).toBe("↓");
});

const press = (init: KeyboardEventInit) => new KeyboardEvent("keydown", init);

test("a press is read as the layout gives it", () => {
  const question = { key: "?" };
  expect(matches(question, press({ key: "?", shiftKey: true }))).toBe(true);
  const room = { mod: true, key: "1" } as const;
  expect(matches(room, press({ key: "1", ctrlKey: true }), false)).toBe(true);
  expect(matches(room, press({ key: "1", metaKey: true }), true)).toBe(true);
  expect(matches(room, press({ key: "1", ctrlKey: true }), true)).toBe(false);
  expect(matches(room, press({ key: "1", ctrlKey: true, altKey: true }), false)).toBe(false);
  // A French keyboard has & on the key of 1.
  expect(matches(room, press({ key: "&", code: "Digit1", ctrlKey: true }), false)).toBe(true);
  expect(matches({ key: "n" }, press({ key: "N", shiftKey: true }), false)).toBe(false);
});

test("every room has its keys", async () => {
  renderApp(host(), "/overview");
  await heading("Overview");
  for (const [key, title] of [
    ["4", "Storage"],
    ["5", "Billing"],
    ["6", "Keys"],
    [",", "Settings"],
    ["3", "Instances"],
    ["1", "Overview"],
  ]) {
    await userEvent.keyboard(`{Control>}${key}{/Control}`);
    await heading(title ?? "");
  }
});

test("n makes what belongs to the room, and nothing while something is typed", async () => {
  const { path, search } = renderApp(host(), "/storage");
  await heading("Storage");
  await userEvent.keyboard("n");
  await waitFor(() => expect(search()).toEqual({ create: true }));
  // A form keeps the keys to itself until it is closed.
  await screen.findByRole("dialog", { name: "New volume" });
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await userEvent.keyboard("{Control>}3{/Control}");
  await heading("Instances");
  await userEvent.keyboard("/n");
  const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Search instances" });
  expect(field.value).toBe("n");
  expect(path()).toBe("/instances");
  field.blur();
  await userEvent.keyboard("n");
  await waitFor(() => expect(path()).toBe("/deploy/vm"));
});

test("what Ctrl is held for works from a field too, single keys do not", async () => {
  const { search } = renderApp(host(), "/instances");
  const field = await screen.findByRole<HTMLInputElement>("textbox", { name: "Search instances" });
  await userEvent.type(field, "r?j");
  expect(field.value).toBe("r?j");
  await userEvent.keyboard("{Control>}k{/Control}");
  await screen.findByRole("combobox", { name: "Search or run" });
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(document.activeElement).toBe(field));
  await waitFor(() => expect(search()).toMatchObject({ q: "r?j" }));
});

test("r reads again", async () => {
  const made = host();
  renderApp(made, "/overview");
  await heading("Overview");
  await userEvent.keyboard("r");
  expect(made.asked("refresh")).toHaveLength(1);
  await waitFor(() => expect(made.asked("overview").length).toBeGreaterThan(1));
});

test("j and k go from row to row, Enter opens", async () => {
  const { search } = renderApp(host(), "/instances");
  await screen.findByRole("button", { name: "train-llama-07" });
  await userEvent.keyboard("j");
  expect(document.activeElement?.textContent).toBe("train-llama-07");
  await userEvent.keyboard("jj");
  expect(document.activeElement?.textContent).toBe("train-sd-12");
  await userEvent.keyboard("k");
  expect(document.activeElement?.textContent).toBe("train-llama-08");
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(search()).toMatchObject({ id: "vm-train-llama-08" }));
});

test("the account is switched in two presses", async () => {
  const made = host().on("open_sandbox", () => appState({ active: "sandbox" }));
  renderApp(made, "/overview");
  await heading("Overview");
  await userEvent.keyboard("{Control>}{Shift>}a{/Shift}{/Control}");
  const menu = await screen.findByRole("menu");
  expect(within(menu).getByRole("menuitem", { name: /^Sandbox/ }).textContent).toContain("1");
  await userEvent.keyboard("1");
  expect(await screen.findByRole("complementary", { name: "Sandbox" })).toBeTruthy();
  expect(screen.queryByRole("menu")).toBeNull();
});

test("signing out is asked about from the menu", async () => {
  renderApp(host(), "/overview");
  await heading("Overview");
  await userEvent.keyboard("{Control>}{Shift>}a{/Shift}{/Control}");
  await userEvent.click(await screen.findByRole("menuitem", { name: "Sign out" }));
  expect(await screen.findByRole("dialog", { name: "Sign out of Halden Research" })).toBeTruthy();
});

test("the parts of Deploy stand side by side, the present one chosen", async () => {
  const { path } = renderApp(host(), "/deploy/availability");
  await heading("Deploy");
  const tabs = screen.getByRole("navigation", { name: "What to deploy" });
  expect(within(tabs).getByRole("link", { current: "page" }).textContent).toBe("Availability");
  await userEvent.click(within(tabs).getByRole("link", { name: "Bare metal" }));
  await waitFor(() => expect(path()).toBe("/deploy/bare-metal"));
});
