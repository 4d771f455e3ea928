import { readFileSync } from "node:fs";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import { machineActs } from "../../features/instances/acts/machineActs";
import { keyActs } from "../../features/keys/keyActs";
import { volumeActs } from "../../features/storage/volumeActs";
import { QUESTIONS } from "../../host/bindings";
import { makeQueryClient, type Question } from "../../host/queries";
import type { Command } from "../../host/types";
import { appState, instance, profile, sandboxProfile } from "../../testing/fixtures";
import { signedInHost } from "../../testing/hosts";
import { autoStops, lease, scriptInstances } from "../../testing/instanceFixtures";
import { scriptKeys, sshKeys } from "../../testing/keyFixtures";
import { axeFindings, renderApp } from "../../testing/render";
import { metalFleet, rental } from "../../testing/rentalFixtures";
import { volume } from "../../testing/storageFixtures";
import { scriptStorage } from "../../testing/storageScript";
import { actsFor } from "./acts";
import { forgetRecent } from "./recent";

beforeEach(forgetRecent);

/** Why a command has no act. */
interface None {
  none: string;
}
const wizard: None = { none: "needs what stands in the wizard, which the palette opens" };
const strip: None = { none: "is about rows that are ticked, beside which it stands" };
const month: None = {
  none: "is about the month or the lines that Billing shows, beside which it stands",
};
const job: None = { none: "is about one deploy, whose page Overview leads to" };

/** By which act the palette reaches each command that does something. A new command is missing here. */
const REACHED: Record<Exclude<Command, Question>, string | None> = {
  settings_set: "theme:dark",
  activity_export: "export-csv",
  budget_set: "settings:budgets",
  budget_remove: "settings:budgets",
  export_start: "export-billing",
  export_stop: "export-billing",
  export_open: "export-billing",
  chart_save: month,
  ledger_sync: { none: "only goes on with what Billing starts by itself when it is opened" },
  ledger_stop: { none: "stands beside the run it stops" },
  cost_rules_set: month,
  invoice_set: month,
  month_close: month,
  billed_name_set: month,
  stock_watch_set: { none: "is about hardware, beside which it stands" },
  stock_watch_remove: { none: "is about hardware, beside which it stands" },
  standing_order_create: wizard,
  standing_order_end: { none: "is about one order, in the list of them" },
  standing_order_dismiss: { none: "is about one order, in the list of them" },
  notices_pause: "notices-pause",
  notices_test: "notices-test",
  start_at_login_set: "settings:tray-and-start",
  sign_in: "connect",
  sign_out: "leave",
  open_sandbox: "profile:sandbox",
  switch_profile: "profile:p2",
  profile_update: "profile:p2:edit",
  profile_set_read_only: "profile:p2:onlyLook",
  profile_remove: "profile:p2:remove",
  forgotten_order_dismiss: { none: "only puts away a line below the accounts" },
  profile_is_same: { none: "answers what the banner asks, beside which it stands" },
  profile_as_new: { none: "answers what the banner asks, beside which it stands" },
  copy_text: "copy-burn",
  open_link: "console",
  report_ui_fault: { none: "is told by the window itself" },
  refresh: "refresh",
  instance_power: "machine:vm-1:stop",
  instance_rename: "machine:vm-1:rename",
  instance_set_tags: "machine:vm-1:tags",
  instance_terminate: "machine:vm-1:terminate",
  rental_reboot: "machine:metal-1:nodes",
  kubeconfig_save: "machine:metal-1:kubeconfig",
  connect_retry: { none: "only goes on with what the open panel looks at" },
  connect_user_set: "machine:vm-1:user",
  terminal_open: "machine:vm-1:terminal",
  ssh_config_set: "settings:ssh-config",
  ssh_prefix_set: "settings:ssh-config",
  ssh_include_move: "settings:ssh-config",
  tunnel_open: "machine:vm-1:port",
  tunnel_close: "machine:vm-1:port",
  tunnel_browse: "machine:vm-1:port",
  tunnel_retry: "machine:vm-1:port",
  editor_open: "machine:vm-1:edit",
  editor_folder_set: "machine:vm-1:editor",
  files_choose: "machine:vm-1:files",
  files_dropped: { none: "takes what was dropped on the panel" },
  transfer_start: "machine:vm-1:files",
  transfer_stop: "machine:vm-1:files",
  transfer_resume: "machine:vm-1:files",
  transfer_clear: "machine:vm-1:files",
  transfer_show: "machine:vm-1:files",
  lease_set: "machine:vm-1:lease",
  auto_stop_set: "machine:vm-1:autoStop",
  auto_stop_put_off: "machine:vm-1:putOff",
  bulk_start: strip,
  bulk_stop: strip,
  bulk_dismiss: strip,
  cloud_init_template_save: wizard,
  cloud_init_template_delete: wizard,
  deploy_template_save: wizard,
  deploy_template_delete: "deploy-templates",
  deploy_template_export: "deploy-templates",
  deploy_template_import: "deploy-templates",
  deploy_start: "deploy-vm",
  deploy_job_look: job,
  deploy_job_choose: job,
  deploy_job_dismiss: job,
  storage_refresh: "refresh",
  volume_create: "volume",
  volume_unsettled_dismiss: { none: "only puts away a line above the list" },
  volume_change: "volume:v-checkpoints:grow",
  volume_attach: "volume:v-checkpoints:attach",
  volume_delete: "volume:v-checkpoints:delete",
  ssh_key_add: "key",
  ssh_key_remove: "key:k-ana:remove",
  key_pair_make: "pair",
};

const accounts = appState({
  profiles: [sandboxProfile, profile(), profile({ id: "p2", name: "Books" })],
});

describe("the palette reaches every command", () => {
  const [key] = sshKeys().keys;
  const keys = sshKeys({ keys: key ? [{ ...key, id: "k-ana" }] : [] });
  const all = [
    ...actsFor(accounts, makeQueryClient()),
    ...keyActs(keys),
    ...machineActs(instance({ lease: lease(), autoStops: autoStops() })),
    ...machineActs(rental()),
    ...volumeActs(volume(), null),
  ].map(({ id }) => id);

  test("no command of the bindings is left out", () => {
    const bindings = readFileSync("src/host/bindings.ts", "utf8");
    const names = [...bindings.matchAll(/^\t(\w+): \{ args: /gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(60);
    expect([...QUESTIONS, ...Object.keys(REACHED)].sort()).toEqual(names.sort());
  });

  test.each(Object.entries(REACHED))("%s", (_, by) => {
    if (typeof by === "string") expect(all).toContain(by);
    else expect(by.none).not.toBe("");
  });
});

const host = () => {
  const made = signedInHost(accounts);
  scriptInstances(made, metalFleet());
  return scriptKeys(scriptStorage(made));
};

async function run(typed: string, label: string | RegExp) {
  await userEvent.keyboard("{Control>}k{/Control}");
  await userEvent.type(await screen.findByRole("combobox", { name: "Search or run" }), typed);
  await userEvent.click(await screen.findByRole("option", { name: label }));
  await waitFor(() => expect(screen.queryByRole("combobox", { name: "Search or run" })).toBeNull());
}

async function start() {
  const made = host();
  const app = renderApp(made, "/overview");
  await screen.findByRole("heading", { level: 1, name: "Overview" });
  return { host: made, ...app };
}

test.each([
  ["tunnel eval-a", "Open a port of eval-a…", "textbox", "Port on the instance"],
  ["folder eval-a", "Editors and folder of eval-a…", "menu", "Editors and folder"],
  ["files eval-a", "Files of eval-a…", "button", "Send files…"],
  ["ssh user eval-a", "SSH user of eval-a…", "textbox", "User of this machine"],
  ["reboot train-llama", "Reboot nodes of train-llama-07…", "checkbox", "Choose node 1"],
  ["lease eval-a", "Set a lease for eval-a…", "textbox", "Hours from now"],
  ["kubeconfig train-llama", /kubeconfig of train-llama-07…/, "textbox", /^Save the kubeconfig to/],
  ["attach train-llama", "Volumes of train-llama-07…", "button", /Volume$/],
  ["grow checkpoints", "Grow checkpoints…", "textbox", "From 5,000 GB to"],
  ["rename checkpoints", "Rename checkpoints…", "textbox", "New name"],
  ["detach checkpoints", /^Detach checkpoints/, "button", "Detach train-llama-07"],
] as const)("%s leads to its place, with the keys in it", async (typed, label, role, name) => {
  await start();
  await run(typed, label);
  // Of a menu it may be one of its lines that has them.
  await waitFor(() =>
    expect(screen.getByRole(role, { name }).contains(document.activeElement)).toBe(true),
  );
});

test.each([
  ["delete checkpoints", "Delete checkpoints…", "alertdialog", "Delete checkpoints"],
  ["attach checkpoints", /^Attach checkpoints/, "dialog", "Attach checkpoints"],
  ["remove key ana", "Remove the key ana laptop…", "alertdialog", "Remove ana laptop"],
  ["new pair", "Make a new key pair", "dialog", "Make a new pair"],
  ["export billing", "Export billing…", "dialog", "Export billing"],
  ["edit books", "Edit Books…", "dialog", "Edit Books"],
  ["read-only books", "Make Books read-only…", "dialog", "Make Books read-only"],
  ["remove books", "Remove Books…", "alertdialog", "Remove Books"],
] as const)("%s only asks", async (typed, label, role, name) => {
  const { host: made } = await start();
  await run(typed, label);
  expect(await screen.findByRole(role, { name })).toBeTruthy();
  const sent = made.calls.filter((call) => !(QUESTIONS as readonly string[]).includes(call.name));
  expect(sent).toEqual([]);
  expect(await axeFindings()).toEqual([]);
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole(role, { name })).toBeNull());
});

test("a terminal opens at once, and where it cannot the reason is said", async () => {
  const { host: made } = await start();
  await run("terminal eval-a", "Open eval-a in the terminal");
  expect(await screen.findByText("A terminal opens with eval-a")).toBeTruthy();
  expect(made.asked("terminal_open")).toEqual([{ id: "vm-eval-a", node: 0 }]);
  made.fail("terminal_open", { message: "Konsole could not be opened. Copy the command." });
  await run("terminal eval-a", "Open eval-a in the terminal");
  expect(await screen.findByText(/Copy the command/)).toBeTruthy();
});

test("the same way can be gone again, and leaves nothing in the address", async () => {
  const { search } = await start();
  for (let time = 0; time < 2; time += 1) {
    await run("lease eval-a", "Set a lease for eval-a…");
    const hours = await screen.findByRole("textbox", { name: "Hours from now" });
    await waitFor(() => expect(document.activeElement).toBe(hours));
    expect(search()).toEqual({ id: "vm-eval-a" });
    await userEvent.keyboard("{Escape}");
    await waitFor(() =>
      expect(screen.queryByRole("textbox", { name: "Hours from now" })).toBeNull(),
    );
  }
});

test("an account is made read-only only after the question", async () => {
  const { host: made } = await start();
  made.on("profile_set_read_only", () => accounts);
  await run("read-only books", "Make Books read-only…");
  const asks = await screen.findByRole("dialog", { name: "Make Books read-only" });
  await userEvent.click(within(asks).getByRole("button", { name: "Make it read-only" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(made.asked("profile_set_read_only")).toEqual([{ id: "p2", readOnly: true }]);
});

test("machines are found by GPU and by the address of any node, volumes by name and address", async () => {
  await start();
  await userEvent.keyboard("{Control>}k{/Control}");
  const field = await screen.findByRole("combobox", { name: "Search or run" });
  for (const [typed, name] of [
    ["h100", "train-llama-07"],
    ["10.15.4.51", "half-known"],
    ["147.185.41.21", "train-llama-07"],
    ["hf-ca", "hf-cache"],
    ["10.32.9.35", "nb-home"],
  ] as const) {
    await userEvent.clear(field);
    await userEvent.type(field, typed);
    await waitFor(() => {
      const [first] = screen.getAllByRole("option");
      expect(first?.querySelector(".name")?.textContent).toBe(name);
    });
  }
});

test("Tab offers the acts of a volume, those that are off with the reason", async () => {
  await start();
  await userEvent.keyboard("{Control>}k{/Control}");
  await userEvent.type(await screen.findByRole("combobox"), "nb-home");
  await screen.findByRole("option", { name: /^nb-home/ });
  await userEvent.keyboard("{Tab}");
  expect(screen.getByRole("combobox", { name: "Actions of nb-home" })).toBeTruthy();
  const off = screen.getByRole("option", { name: /^Detach a rental… No rental has it/ });
  expect(off.getAttribute("aria-disabled")).toBe("true");
  await userEvent.keyboard("open{Enter}");
  expect(await screen.findByRole("complementary", { name: "nb-home" })).toBeTruthy();
});
