import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ConnectView } from "../../host/types";
import {
  answer,
  awayTunnel,
  connectEnd,
  connectView,
  editors,
  endedTunnel,
  sshConfig,
} from "../../testing/connectFixtures";
import { appState, fleet, instance, overview } from "../../testing/fixtures";
import { signedInHost } from "../../testing/hosts";
import { actsUp, scriptInstances } from "../../testing/instanceFixtures";
import { axeFindings, renderApp } from "../../testing/render";
import { ScriptedHost } from "../../testing/scriptedHost";

async function open(over: Partial<ConnectView> = {}) {
  const row = instance({ acts: actsUp() });
  const host = new ScriptedHost({ app_state: () => appState(), overview: () => overview() });
  scriptInstances(host, fleet({ instances: [row] }));
  if (Object.keys(over).length > 0) host.on("connect", () => connectView(row, over));
  const user = userEvent.setup();
  renderApp(host, "/instances?id=vm-1");
  const panel = within(await screen.findByRole("complementary", { name: "eval-a" }));
  const press = async (name: string) => user.click(await panel.findByRole("button", { name }));
  return { host, user, panel, press };
}

describe("the way in", () => {
  it("says that it is ready, and opens a terminal", async () => {
    const { host, panel, press } = await open();
    expect(await panel.findByText("Ready")).toBeTruthy();
    await press("Open in the terminal");
    expect(host.asked("terminal_open")).toEqual([{ id: "vm-1", node: 0 }]);
    host.fail("terminal_open", { message: "Konsole could not be opened. Copy the command." });
    await press("Open in the terminal");
    expect(await panel.findByText(/Copy the command/)).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
  });

  it("says what to check where it does not answer, and tries again", async () => {
    const { host, panel, press } = await open({
      ends: [connectEnd({ answer: answer("unreachable") })],
    });
    expect(await panel.findByText("Running, SSH not reachable from here")).toBeTruthy();
    const checks = within(panel.getByRole("list", { name: "What to check" }));
    expect(checks.getAllByRole("listitem")).toHaveLength(3);
    await press("Try again");
    expect(host.asked("connect_retry")).toEqual([{ id: "vm-1" }]);
  });

  it("keeps the terminal in place where there is none, with the reason", async () => {
    const why = "ssh was not found on this computer.";
    const { host, panel, press } = await open({ terminal: null, terminalProblem: why });
    await press("Open in the terminal");
    expect(host.asked("terminal_open")).toEqual([]);
    expect(
      panel.getByRole("button", { name: "Open in the terminal" }).getAttribute("aria-disabled"),
    ).toBe("true");
  });

  it("offers no command for an address that cannot be used", async () => {
    const problem = "The provider says that the address is none, and it cannot be used.";
    const { panel } = await open({ ends: [connectEnd({ command: null, problem })] });
    expect((await panel.findByRole("alert")).textContent).toBe(problem);
    expect(
      panel.queryByRole("button", { name: /Copy the SSH|terminal|Open a port|Open in/ }),
    ).toBeNull();
  });

  it("shows the address for Remote Desktop in place of SSH", async () => {
    const command = "147.185.40.62:33890";
    const { host, panel, press } = await open({ way: "rdp", ends: [connectEnd({ command })] });
    await press("Copy the address");
    expect(host.asked("copy_text")).toEqual([{ text: command }]);
    expect(panel.getByText(/Remote Desktop/)).toBeTruthy();
    expect(panel.queryByRole("button", { name: /terminal|Open a port|Open in/ })).toBeNull();
  });

  it("shows the alias at the node that it leads to", async () => {
    const { host, panel, press } = await open({
      ends: [
        connectEnd({ label: "Node 1", command: null, problem: "It cannot be used." }),
        connectEnd({ label: "Node 2", host: "147.185.40.63", alias: "rack-2" }),
      ],
    });
    await press("Copy the alias of node 2");
    expect(host.asked("copy_text")).toEqual([{ text: "ssh rack-2" }]);
    expect(panel.queryByRole("button", { name: "Copy the alias of node 1" })).toBeNull();
  });

  it("sets the user of one machine, and says what is wrong at the field", async () => {
    const { host, user, panel, press } = await open();
    expect(await panel.findByText(/from the settings/)).toBeTruthy();
    await press("Change the user");
    const field = panel.getByRole("textbox", { name: "User of this machine" });
    await user.type(field, "two words{Enter}");
    expect(await panel.findByText(/A user name has letters/)).toBeTruthy();
    await user.clear(field);
    await user.type(field, "maria{Enter}");
    expect(await panel.findByText(/set for this machine/)).toBeTruthy();
    expect(host.asked("connect_user_set").at(-1)).toEqual({ id: "vm-1", user: "maria" });
    expect(document.activeElement).toBe(panel.getByRole("button", { name: "Change the user" }));
  });
});

describe("ports", () => {
  it("opens one, says a taken port at its field, and closes it", async () => {
    const { host, user, panel, press } = await open();
    await press("Open a port");
    await user.type(panel.getByRole("textbox", { name: /Port here/ }), "8888");
    await press("Open port");
    expect(await panel.findByText(/8889 is free/)).toBeTruthy();
    await user.clear(panel.getByRole("textbox", { name: /Port here/ }));
    await press("Open port");
    expect(host.asked("tunnel_open").at(-1)).toEqual({
      id: "vm-1",
      node: 0,
      remotePort: 8888,
      remoteHost: null,
      localPort: null,
    });
    const { id } = (await host.call("tunnels", {}))[0] ?? { id: "none" };
    await press("Open port 8888 in the browser");
    expect(host.asked("tunnel_browse")).toEqual([{ id }]);
    await press("Close port 8888");
    expect(host.asked("tunnel_close")).toEqual([{ id }]);
    await waitFor(() => expect(panel.queryByRole("list", { name: "Open ports" })).toBeNull());
  });

  it("offers what listens on the machine, by its name and at its address", async () => {
    const { host, panel, press } = await open();
    await press("Open a port");
    const offers = within(await panel.findByRole("list", { name: "Found on the instance" }));
    const names = offers.getAllByRole("button").map((one) => one.getAttribute("aria-label"));
    expect(names).toEqual([
      "Open TensorBoard, port 6006",
      "Open vLLM, port 8000",
      "Open Jupyter, port 8888",
      "Open port 12345",
    ]);
    await press("Open TensorBoard, port 6006");
    expect(host.asked("tunnel_open")).toEqual([]);
    await press("Open port 12345");
    expect(host.asked("tunnel_open")).toEqual([
      { id: "vm-1", node: 0, remotePort: 12345, remoteHost: null, localPort: null },
    ]);
    expect(await axeFindings()).toEqual([]);
  });

  it("says why the machine could not be asked, and still takes a port", async () => {
    const { host, panel, press } = await open();
    host.fail("ports_found", { message: "The ports in use could not be listed. Enter the port." });
    await press("Open a port");
    expect(await panel.findByText(/could not be listed/)).toBeTruthy();
    await press("Open port");
    expect(host.asked("tunnel_open")).toHaveLength(1);
  });

  it("says why one is away, and reconnects it now", async () => {
    const { host, panel, press } = await open({ tunnels: [awayTunnel(), endedTunnel()] });
    expect(await panel.findByText("Reconnecting")).toBeTruthy();
    expect(panel.getByText(/reconnects when the instance is running/)).toBeTruthy();
    expect(panel.getByText(/refuses the login of ubuntu/)).toBeTruthy();
    expect(panel.queryByRole("button", { name: /in the browser/ })).toBeNull();
    await press(`Reconnect port ${awayTunnel().remotePort}`);
    expect(host.asked("tunnel_retry")).toEqual([{ id: awayTunnel().id }]);
  });
});

describe("editors", () => {
  it("asks once before the SSH config is written, and opens in the same click", async () => {
    const { host, panel, press } = await open();
    await press("Open in VS Code");
    expect(host.asked("editor_open")).toEqual([]);
    expect(panel.getByText(/adds one Include line/)).toBeTruthy();
    await press("Add them and open VS Code");
    const args = { id: "vm-1", node: 0, editor: "code" };
    expect(host.asked("editor_open")).toEqual([{ ...args, keepConfig: true }]);
    await waitFor(() => expect(panel.queryByText(/adds one Include line/)).toBeNull());
    await press("Open in VS Code");
    expect(host.asked("editor_open").at(-1)).toEqual({ ...args, keepConfig: false });
  });

  it("offers the others, and the last one first", async () => {
    const { host, panel, press } = await open();
    await host.call("ssh_config_set", { on: true });
    host.tell({ kind: "connect" });
    await press("Editors and folder");
    await userEvent.click(await screen.findByRole("menuitem", { name: /Open in Cursor/ }));
    expect(host.asked("editor_open").at(-1)).toEqual({
      id: "vm-1",
      node: 0,
      editor: "cursor",
      keepConfig: false,
    });
    expect(await panel.findByRole("button", { name: "Open in Cursor" })).toBeTruthy();
  });

  it("remembers the folder of the machine, and says what is wrong at the field", async () => {
    const { user, panel, press } = await open();
    await press("Editors and folder");
    await userEvent.click(await screen.findByRole("menuitem", { name: /Choose the folder/ }));
    const field = await panel.findByRole("textbox", { name: "Folder on the instance" });
    await user.type(field, "project{Enter}");
    expect(await panel.findByText(/Give the whole path/)).toBeTruthy();
    await user.clear(field);
    await user.type(field, "/data/llama{Enter}");
    expect(await panel.findByText("/data/llama")).toBeTruthy();
  });

  it("says what to do where none is found, and why one did not open", async () => {
    const problem = "No editor that Voltdeck knows was found on this computer.";
    const { host, panel, press } = await open();
    await host.call("ssh_config_set", { on: true });
    host.tell({ kind: "connect" });
    host.fail("editor_open", { message: "VS Code could not be opened (no display)." });
    await press("Open in VS Code");
    if (panel.queryByText(/adds one Include line/)) await press("Add them and open VS Code");
    expect(await panel.findByText(/no display/)).toBeTruthy();
    host.on("editors", () => editors({ editors: [], problem }));
    host.tell({ kind: "connect" });
    expect(await panel.findByText(problem)).toBeTruthy();
    const off = panel.getByRole("button", { name: "Open in an editor" });
    expect(off.getAttribute("aria-disabled")).toBe("true");
  });
});

describe("settings", () => {
  it("keeps the machines in the SSH config when asked to, and shows them", async () => {
    const host = signedInHost();
    renderApp(host, "/settings");
    const box = await screen.findByRole("checkbox", { name: /Keep the machines/ });
    await userEvent.click(box);
    expect(host.asked("ssh_config_set")).toEqual([{ on: true }]);
    expect(await screen.findByText("/home/ana/.ssh/voltdeck/config")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "9 hosts" }));
    expect(screen.getByRole("table", { name: "Hosts of the SSH config" }).textContent).toContain(
      "train-llama-8b",
    );
    expect(await axeFindings()).toEqual([]);
  });

  it("says why it could not be kept, at its place", async () => {
    const problem = "/home/maria/.ssh/config is a folder, not a file.";
    const host = signedInHost().on("ssh_config", () => sshConfig({ problem }));
    renderApp(host, "/settings");
    expect(await screen.findByText(/is a folder, not a file/)).toBeTruthy();
    host.fail("ssh_config_set", { field: "sshConfig", message: "It may not be written." });
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText(/It may not be written/)).toBeTruthy();
  });

  it("chooses the terminal", async () => {
    const host = signedInHost().on("settings_set", (settings) => appState({ settings }));
    renderApp(host, "/settings");
    await userEvent.click(await screen.findByRole("button", { name: /^The first that is found/ }));
    await userEvent.click(await screen.findByRole("option", { name: "xterm" }));
    expect(host.asked("settings_set")).toEqual([{ ...appState().settings, terminal: "xterm" }]);
  });

  it("says so where there is no terminal", async () => {
    renderApp(
      signedInHost().on("terminals", () => []),
      "/settings",
    );
    expect(await screen.findByText(/No terminal that Voltdeck knows/)).toBeTruthy();
  });
});

describe("a form in the panel", () => {
  it("is left where the engine answers a scroll with a promise, as Chromium does", async () => {
    const before = Element.prototype.scrollIntoView;
    Element.prototype.scrollIntoView = () => Promise.resolve() as unknown as undefined;
    try {
      const { press } = await open();
      await press("Open a port");
      await press("Cancel");
      expect(await screen.findByRole("button", { name: "Open a port" })).toBeTruthy();
      expect(screen.queryByText("This screen failed")).toBeNull();
    } finally {
      Element.prototype.scrollIntoView = before;
    }
  });
});
