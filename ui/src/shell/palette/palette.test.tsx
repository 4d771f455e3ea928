import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { SETTINGS_PARTS } from "../../features/settings/acts";
import { ahead, appState, fleet, instance } from "../../testing/fixtures";
import { signedInHost } from "../../testing/hosts";
import { busyFleet, scriptInstances } from "../../testing/instanceFixtures";
import { axeFindings, renderApp } from "../../testing/render";
import { youngRental } from "../../testing/rentalFixtures";
import { forgetRecent } from "./recent";

beforeEach(forgetRecent);

const host = (state = appState()) => {
  const made = signedInHost(state);
  scriptInstances(made);
  return made.on("settings_set", (settings) => appState({ settings }));
};

const open = async () => {
  await userEvent.keyboard("{Control>}k{/Control}");
  return screen.findByRole("combobox", { name: "Search or run" });
};
const options = () =>
  screen.getAllByRole("option").map((option) => option.querySelector(".name")?.textContent);
const chosen = () => screen.getByRole("option", { selected: true }).textContent;
const inRoom = (name: string) => screen.findByRole("heading", { level: 1, name });

test("it opens with Ctrl K, closes with Escape, and gives the keys back", async () => {
  renderApp(host(), "/overview");
  await inRoom("Overview");
  const before = screen.getByRole("link", { name: "Keys" });
  before.focus();
  const field = await open();
  await waitFor(() => expect(document.activeElement).toBe(field));
  expect(chosen()).toContain("Deploy a VM");
  expect(await axeFindings()).toEqual([]);
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(before));
  await open();
  await userEvent.keyboard("{Control>}k{/Control}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("a machine is found by name, and Enter opens it", async () => {
  const { path, search } = renderApp(host(), "/overview");
  await inRoom("Overview");
  await userEvent.type(await open(), "eval");
  expect(options().slice(0, 3)).toEqual(["eval-c", "eval-a", "eval-b"]);
  expect(screen.getAllByText("eval", { selector: "b" }).length).toBeGreaterThan(2);
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await waitFor(() => expect(path()).toBe("/instances"));
  expect(search()).toMatchObject({ id: "vm-eval-a" });
  // The room of instances is loaded only now.
  const panel = await screen.findByRole("complementary", { name: "eval-a" });
  await waitFor(() => expect(panel.contains(document.activeElement)).toBe(true));
  // What was used last stands first.
  await open();
  expect(chosen()).toContain("eval-a");
});

test("a rental that does not tell its GPUs yet says so", async () => {
  const made = signedInHost(appState());
  scriptInstances(made, fleet({ instances: [youngRental()] }));
  renderApp(made, "/overview");
  await inRoom("Overview");
  await userEvent.type(await open(), "llama");
  const option = screen.getByRole("option", { name: /^train-llama-08/ });
  expect(option.textContent).toContain("Bare metal, GPUs not told yet, pending");
});

test("a machine is found by address, id and tag too", async () => {
  renderApp(host(), "/overview");
  await inRoom("Overview");
  const field = await open();
  for (const [typed, name] of [
    ["147.185.43.9", "ft-qwen-03"],
    ["vm-nb-jonas", "nb-jonas"],
    ["diffusion", "train-sd-12"],
  ] as const) {
    await userEvent.clear(field);
    await userEvent.type(field, typed);
    expect(options()[0]).toBe(name);
  }
});

test("Tab offers the acts of a machine, those that are off with the core's reason", async () => {
  const { path } = renderApp(host(), "/overview");
  await inRoom("Overview");
  await userEvent.type(await open(), "eval-a");
  await userEvent.keyboard("{Tab}");
  expect(screen.getByRole("combobox", { name: "Actions of eval-a" })).toBeTruthy();
  expect(options()).toEqual([
    "Open",
    "Copy SSH command",
    "Open in the terminal",
    "Open in an editor",
    "Editors and folder…",
    "Open a port…",
    "Files…",
    "SSH user…",
    "Copy address",
    "Copy id",
    "Start…",
    "Stop…",
    "Stop and release…",
    "Set a lease…",
    "Auto-stop…",
    "Attach a volume…",
    "New instance like this…",
    "Rename…",
    "Tags…",
    "Terminate…",
  ]);
  const start = screen.getByRole("option", { name: /^Start… This machine is running already/ });
  expect(start.getAttribute("aria-disabled")).toBe("true");
  await userEvent.keyboard("start{Enter}");
  expect(screen.getByRole("dialog", { name: "Search or run" })).toBeTruthy();
  expect(await axeFindings()).toEqual([]);
  // Back, and out.
  await userEvent.keyboard("{Escape}");
  expect(screen.getByRole("combobox", { name: "Search or run" })).toBeTruthy();
  expect(chosen()).toContain("eval-a");
  expect(path()).toBe("/overview");
});

test.each([
  ["stop", "Stop eval-a", "instance_power"],
  ["release", "Stop and release eval-a", "instance_power"],
  ["terminate", "Terminate eval-a", "instance_terminate"],
  ["rename", "Rename eval-a", "instance_rename"],
  ["tags", "Tags of eval-a", "instance_set_tags"],
] as const)("%s only asks", async (typed, title, command) => {
  const made = host();
  renderApp(made, "/overview");
  await inRoom("Overview");
  await userEvent.type(await open(), `${typed} eval-a`);
  await userEvent.click(screen.getByRole("option", { name: new RegExp(`^${title}…`) }));
  const role = typed === "terminate" ? "alertdialog" : "dialog";
  expect(await screen.findByRole(role, { name: title })).toBeTruthy();
  expect(made.asked(command)).toEqual([]);
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByText(title)).toBeNull());
  expect(made.asked(command)).toEqual([]);
});

test("a start is confirmed with its price, then sent", async () => {
  const made = host();
  renderApp(made, "/overview");
  await inRoom("Overview");
  await userEvent.type(await open(), "start eval-c");
  await userEvent.keyboard("{Enter}");
  const dialog = await screen.findByRole("dialog", { name: "Start eval-c" });
  expect(dialog.textContent).toContain("$1.99/h");
  expect(made.asked("instance_power")).toEqual([]);
  await userEvent.click(within(dialog).getByRole("button", { name: "Start eval-c" }));
  expect(made.asked("instance_power")).toEqual([{ id: "vm-eval-c", target: "start" }]);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("the SSH command is copied, and it says so", async () => {
  const made = host();
  renderApp(made, "/overview");
  await inRoom("Overview");
  await userEvent.type(await open(), "copy ssh eval-a");
  await userEvent.keyboard("{Enter}");
  expect(await screen.findByText("Copied the SSH command of eval-a")).toBeTruthy();
  expect(made.asked("copy_text")).toEqual([{ text: "ssh -p 20040 ubuntu@147.185.40.62" }]);
});

test("Windows has no SSH command, and says how one gets in", async () => {
  const made = signedInHost(appState());
  const noSsh = "Windows: connect by Remote Desktop.";
  scriptInstances(made, fleet({ instances: [instance({ name: "win", ssh: null, noSsh })] }));
  renderApp(made, "/instances?id=vm-1");
  await screen.findByRole("complementary", { name: "win" });
  await userEvent.type(await open(), "copy ssh win");
  const copy = screen.getByRole("option", { name: /^Copy SSH of win/ });
  expect(copy.getAttribute("aria-disabled")).toBe("true");
  expect(copy.textContent).toContain(noSsh);
  await userEvent.keyboard("{Escape}");
  await userEvent.keyboard("{Control>}{Shift>}c{/Shift}{/Control}");
  const said = await screen.findByText("No SSH command for win");
  expect(said.closest("section")?.textContent).toContain(noSsh);
  expect(made.asked("copy_text")).toEqual([]);
});

test("rooms, accounts, forms, theme and burn rate are reached by name", async () => {
  const made = host().on("open_sandbox", () => appState({ active: "sandbox" }));
  const { path, search } = renderApp(made, "/overview");
  await inRoom("Overview");
  const run = async (typed: string) => {
    await userEvent.type(await open(), typed);
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("combobox")).toBeNull());
  };
  const leave = async (form: string) => {
    await screen.findByRole("dialog", { name: form });
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  };
  await run("create volume");
  await waitFor(() => expect(path()).toBe("/storage"));
  expect(search()).toEqual({ create: true });
  await leave("New volume");
  await run("add ssh");
  await waitFor(() => expect(path()).toBe("/keys"));
  await leave("Add a key");
  await run("billing");
  await waitFor(() => expect(path()).toBe("/billing"));
  await run("burn");
  expect(await screen.findByText("Copied the burn rate")).toBeTruthy();
  expect(made.asked("copy_text")).toEqual([{ text: "$60.59/h" }]);
  await run("theme dark");
  await waitFor(() => expect(made.asked("settings_set")[0]).toMatchObject({ theme: "dark" }));
  await run("switch sandbox");
  expect(await screen.findByRole("complementary", { name: "Sandbox" })).toBeTruthy();
});

test("where nothing fits, it says so and what to try", async () => {
  renderApp(host(), "/overview");
  await inRoom("Overview");
  await userEvent.type(await open(), "zzqx{Enter}");
  expect(screen.getByText(/Nothing fits “zzqx”/)).toBeTruthy();
  expect(screen.queryAllByRole("option")).toEqual([]);
});

test("a machine that is gone before it is asked about changes nothing", async () => {
  const made = host();
  renderApp(made, "/overview");
  await inRoom("Overview");
  await userEvent.type(await open(), "stop eval-a");
  await userEvent.keyboard("{Enter}");
  await screen.findByRole("dialog", { name: "Stop eval-a" });
  made.on("fleet", () => fleet({ instances: [] }));
  made.tell({ kind: "fleet" });
  expect(await screen.findByText("The machine is no longer listed")).toBeTruthy();
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("each part of Settings that the palette names is there", async () => {
  const { container } = renderApp(host(), "/settings");
  await inRoom("Settings");
  for (const id of SETTINGS_PARTS.map(([id]) => `settings-${id}`)) {
    expect(container.querySelector(`#${id}`), id).toBeTruthy();
  }
});

test("a pasted link opens its view, and only a view that there is", async () => {
  const { path, search } = renderApp(host(), "/overview");
  await inRoom("Overview");
  const field = await open();
  await userEvent.click(field);
  await userEvent.paste("voltdeck://terminate?id=vm-eval-a");
  expect(options()).toEqual(["Open this view"]);
  expect(screen.getByRole("option").getAttribute("aria-disabled")).toBe("true");
  await userEvent.clear(field);
  await userEvent.paste("voltdeck://instances?tag=eval&sort=price&power=stop");
  expect(options()).toEqual(["Open this view"]);
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(path()).toBe("/instances"));
  expect(search()).toEqual({ tag: "eval", sort: "price" });
  await open();
  await userEvent.paste("voltdeck://instances/vm-eval-a");
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(search()).toEqual({ id: "vm-eval-a" }));
});

test("a start that costs the same is sent at once", async () => {
  const made = signedInHost(appState());
  const machines = busyFleet();
  const down = machines.instances.find(({ name }) => name === "eval-c");
  if (down) down.acts.start.priceAfter = down.priceNow;
  scriptInstances(made, machines);
  renderApp(made, "/overview");
  await inRoom("Overview");
  await userEvent.type(await open(), "start eval-c{Enter}");
  expect(await screen.findByText("Start of eval-c asked for")).toBeTruthy();
  expect(made.asked("instance_power")).toEqual([{ id: "vm-eval-c", target: "start" }]);
});

test("notices are paused, resumed and tried by name", async () => {
  let state = appState();
  const made = host()
    .on("app_state", () => state)
    .on("notices_pause", ({ minutes }) => {
      state = appState({ noticesPausedUntil: minutes ? ahead(3600) : null });
      return state;
    })
    .fail("notices_test", { message: "The system did not take the notice: no daemon." });
  renderApp(made, "/overview");
  await inRoom("Overview");
  await userEvent.type(await open(), "pause notices{Enter}");
  expect(await screen.findByText("Notices wait for 1 h")).toBeTruthy();
  await userEvent.type(await open(), "resume notices{Enter}");
  expect(await screen.findByText("Notices come again")).toBeTruthy();
  expect(made.asked("notices_pause")).toEqual([{ minutes: 60 }, { minutes: null }]);
  await userEvent.type(await open(), "test notice{Enter}");
  expect(await screen.findByText("The system did not take the notice: no daemon.")).toBeTruthy();
  made.on("notices_test", () => ({}));
  await userEvent.type(await open(), "test notice{Enter}");
  expect(await screen.findByText("Test notice handed to the system")).toBeTruthy();
});
