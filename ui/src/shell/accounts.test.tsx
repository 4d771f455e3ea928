import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import type { Command } from "../host/types";
import { withDeploy } from "../testing/deployScript";
import { appState, fleet, instance } from "../testing/fixtures";
import { signedInHost } from "../testing/hosts";
import { actsUp, scriptInstances } from "../testing/instanceFixtures";
import { PUBLIC_KEY, scriptKeys } from "../testing/keyFixtures";
import { renderApp } from "../testing/render";
import { scriptStorage } from "../testing/storageScript";
import { deploy, press } from "../testing/wizard";

const A = "p1";
const B = "sandbox";

type User = ReturnType<typeof userEvent.setup>;

/** What is opened in A up to the last press, and that press. */
interface Scene {
  command: Command;
  at: string;
  prepare: (user: User) => Promise<void>;
  press: (user: User) => Promise<unknown>;
}

const named = (role: "dialog" | "alertdialog") => async (name: string) =>
  within(await screen.findByRole(role, { name }));
const dialog = named("dialog");
const alert = named("alertdialog");

const SCENES: Record<string, Scene> = {
  deploy: {
    command: "deploy_start",
    at: "/deploy/vm",
    prepare: async (user) => {
      await screen.findByText("Choose the hardware");
      await press(user, "Review now");
      await screen.findByText("The same request");
    },
    press: (user) => deploy(user, "vm-1"),
  },
  volume: {
    command: "volume_create",
    at: "/storage?create=1",
    prepare: async (user) => {
      const form = await dialog("New volume");
      await user.type(form.getByRole("textbox", { name: "Name" }), "scratch");
      await waitFor(() =>
        expect(
          form.getByRole("button", { name: /^Create/ }).getAttribute("aria-disabled"),
        ).toBeNull(),
      );
    },
    press: async (user) =>
      user.click((await dialog("New volume")).getByRole("button", { name: /^Create/ })),
  },
  key: {
    command: "ssh_key_add",
    at: "/keys?add=1",
    prepare: async (user) => {
      const form = await dialog("Add a key");
      await user.click(form.getByRole("textbox", { name: "Public key" }));
      await user.paste(PUBLIC_KEY);
      await waitFor(() =>
        expect(
          form.getByRole("button", { name: "Add the key" }).getAttribute("aria-disabled"),
        ).toBeNull(),
      );
    },
    press: async (user) =>
      user.click((await dialog("Add a key")).getByRole("button", { name: "Add the key" })),
  },
  terminate: {
    command: "instance_terminate",
    at: "/instances?id=vm-1",
    prepare: async (user) => {
      await user.click(await screen.findByRole("button", { name: "Terminate" }));
      const asks = await alert("Terminate eval-a");
      await asks.findByText("What is lost");
      await user.type(asks.getByRole("textbox", { name: "Type eval-a to confirm" }), "eval-a");
    },
    press: async (user) =>
      user.click(
        (await alert("Terminate eval-a")).getByRole("button", { name: "Terminate eval-a" }),
      ),
  },
};

async function opened({ at, prepare }: Scene) {
  const host = withDeploy(signedInHost());
  scriptInstances(host, fleet({ instances: [instance({ acts: actsUp() })] }));
  scriptStorage(scriptKeys(host));
  const user = userEvent.setup();
  renderApp(host, at);
  await prepare(user);
  return { host, user };
}

describe.each(Object.entries(SCENES))("what was opened in an account: %s", (_, scene) => {
  test("is sent for that one, though another came to the front of which the window does not know", async () => {
    const { host, user } = await opened(scene);
    // The core has B active by now; its event is still on the way.
    const message = "Sandbox is the active account now. Nothing was sent or changed.";
    host
      .on("app_state", () => appState({ active: B }))
      .fail(scene.command, { code: "notAllowed", message, retryable: false });
    await scene.press(user);
    await waitFor(() => expect(host.accounts(scene.command)).toEqual([A]));
    expect((await screen.findAllByText(new RegExp(message))).length).toBeGreaterThan(0);
  });

  test("is closed where another comes to the front, and the window says so", async () => {
    const { host } = await opened(scene);
    host.on("app_state", () => appState({ active: B }));
    host.tell({ kind: "session" });
    if (scene.command === "deploy_start") {
      await waitFor(() => expect(screen.queryByText("The same request")).toBeNull());
    } else {
      expect(await screen.findByText("Sandbox is the active account now")).toBeTruthy();
      expect(screen.getByText(/What you had open for Halden Research is closed/)).toBeTruthy();
      expect(screen.queryByRole("dialog")).toBeNull();
      expect(screen.queryByRole("alertdialog")).toBeNull();
    }
    expect(host.asked(scene.command)).toEqual([]);
  });
});

test("a form that holds something is said to be closed too", async () => {
  const { host, user } = await opened({
    ...(SCENES.deploy as Scene),
    prepare: async (who) => {
      await screen.findByText("Choose the hardware");
      await press(who, "Next");
    },
  });
  await user.type(screen.getByRole("textbox", { name: "Name" }), "-a");
  host.on("app_state", () => appState({ active: B }));
  host.tell({ kind: "session" });
  expect(await screen.findByText(/What you had open for Halden Research is closed/)).toBeTruthy();
});

test("what is opened after the switch is sent for the account that is active then", async () => {
  const host = signedInHost();
  scriptInstances(host, fleet({ instances: [instance({ acts: actsUp() })] }));
  const user = userEvent.setup();
  renderApp(host, "/instances");
  await screen.findByRole("row", { name: /eval-a/ });
  host.on("app_state", () => appState({ active: B }));
  host.tell({ kind: "session" });
  await waitFor(() => expect(screen.getByText("SANDBOX")).toBeTruthy());
  host.tell({ kind: "go", place: { kind: "instance", id: "vm-1", ask: "stop" } });
  await user.click((await dialog("Stop eval-a")).getByRole("button", { name: "Stop eval-a" }));
  await waitFor(() => expect(host.accounts("instance_power")).toEqual([B]));
});

test("a question of the tray about another account is asked once that one is in front", async () => {
  const host = signedInHost();
  scriptInstances(host, fleet({ instances: [instance({ acts: actsUp() })] }));
  renderApp(host, "/overview");
  await screen.findByRole("heading", { level: 1, name: "Overview" });
  let active = B;
  host.on("app_state", () => appState({ active }));
  // The place comes before the word that another account is active.
  host.tell({ kind: "go", place: { kind: "instance", id: "vm-1", ask: "stop" } });
  await waitFor(() => expect(host.asked("app_state").length).toBeGreaterThan(1));
  expect(screen.queryByRole("dialog")).toBeNull();
  host.tell({ kind: "session" });
  await screen.findByRole("dialog", { name: "Stop eval-a" });
  active = A;
  host.tell({ kind: "session" });
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});
