import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { InstanceView } from "../../../host/types";
import { appState, fleet, overview } from "../../../testing/fixtures";
import { goneDetail, scriptInstances } from "../../../testing/instanceFixtures";
import { axeFindings, renderApp } from "../../../testing/render";
import { rental, rentalActs, rentalView, youngRental } from "../../../testing/rentalFixtures";
import { fault, ScriptedHost } from "../../../testing/scriptedHost";
import { storage, volume } from "../../../testing/storageFixtures";

async function open(row: InstanceView = rental()) {
  const host = new ScriptedHost({ app_state: () => appState(), overview: () => overview() });
  scriptInstances(host, fleet({ instances: [row] }));
  const user = userEvent.setup();
  renderApp(host, `/instances?id=${row.id}`);
  const panel = await screen.findByRole("complementary", { name: row.name });
  const inPanel = within(panel);
  const press = (name: string) => user.click(inPanel.getByRole("button", { name }));
  return { host, user, panel, inPanel, press };
}

describe("nodes", () => {
  it("shows both addresses of each node, with a way in and a copy of each", async () => {
    const { host, panel, press, inPanel } = await open();
    expect(await inPanel.findByText("ssh ubuntu@147.185.41.21")).toBeTruthy();
    expect(panel.textContent).toContain("Bare metal, 2 nodes, 16 × H100");
    for (const text of ["147.185.41.20", "10.15.4.20"]) {
      expect(panel.textContent).toContain(text);
    }
    await press("Copy the private address of node 2");
    await press("Copy the SSH command of node 1");
    expect(host.asked("copy_text")).toEqual([
      { text: "10.15.4.21" },
      { text: "ssh ubuntu@147.185.41.20" },
    ]);
    expect(await axeFindings()).toEqual([]);
  });

  it("reboots the chosen ones, and says before that the rental becomes Pending", async () => {
    const { host, user, inPanel, press } = await open();
    await press("Reboot…");
    expect(screen.queryByRole("dialog")).toBeNull();
    await user.click(inPanel.getByRole("checkbox", { name: "Choose node 2" }));
    await press("Reboot 1…");
    const asks = await screen.findByRole("dialog", { name: "Reboot 1 node of train-llama-07" });
    expect(asks.textContent).toContain("is Pending until its nodes are back");
    expect(asks.textContent).toContain("1 of 2 nodes: 147.185.41.21");
    await user.click(within(asks).getByRole("button", { name: "Reboot 1 node" }));
    expect(host.asked("rental_reboot")).toEqual([{ id: "metal-1", publicIps: ["147.185.41.21"] }]);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("lets no node be chosen that has no address to name it by", async () => {
    const [first] = rentalView().nodes;
    const bare = { publicIp: null, privateIp: "10.15.4.9", ssh: null };
    const { inPanel } = await open(
      rental({ rental: rentalView({ nodes: first ? [first, bare] : [] }) }),
    );
    const box = inPanel.getByRole<HTMLInputElement>("checkbox", { name: "Choose node 2" });
    expect(box.disabled).toBe(true);
  });

  it("says that a stopped one does not answer", async () => {
    const stopped = { word: "Stopped", mark: "stopped", raw: "Stopped" } as const;
    const { inPanel } = await open(rental({ state: stopped }));
    expect(await inPanel.findAllByText("Not running: Stopped")).toHaveLength(2);
  });
});

describe("power", () => {
  it("says with the act and in its question that a stop may still cost", async () => {
    const { user, panel, press, host } = await open();
    expect(panel.textContent).toContain("it may still cost as much.");
    await press("Stop");
    const asks = await screen.findByRole("dialog", { name: "Stop train-llama-07" });
    expect(asks.textContent).toContain("it may still cost as much.");
    await user.click(within(asks).getByRole("button", { name: "Stop train-llama-07" }));
    expect(host.asked("instance_power")).toEqual([{ id: "metal-1", target: "stop" }]);
  });

  it("keeps release in its place, off, with the reason", async () => {
    const { inPanel } = await open();
    expect(inPanel.getByRole("button", { name: "Release" }).getAttribute("aria-disabled")).toBe(
      "true",
    );
    expect(inPanel.getByText(/cannot give its GPUs back while it is kept/)).toBeTruthy();
  });

  it("shows what the core notes at a termination", async () => {
    const note = "Its attached volume stays and is billed.";
    const terminate = { allowed: true, reason: null, priceAfter: "0", note };
    const { press } = await open(rental({ acts: rentalActs({ terminate }) }));
    await press("Terminate");
    const asks = await screen.findByRole("alertdialog");
    expect(await within(asks).findByText(note)).toBeTruthy();
  });
});

describe("what else a rental has", () => {
  it("saves the kubeconfig to the usual place, and says where that is", async () => {
    const { press, inPanel } = await open();
    await press("Save");
    expect(await inPanel.findByText(/train-llama-07.yaml/)).toBeTruthy();
    expect(inPanel.getByRole("button", { name: "Copy the path of the kubeconfig" })).toBeTruthy();
  });

  it("says at the field that a file is there already", async () => {
    const { user, press, inPanel } = await open();
    const field = inPanel.getByRole("textbox", { name: "Save the kubeconfig to" });
    await user.type(field, "/etc/kubeconfig");
    await press("Save");
    expect((await inPanel.findByRole("alert")).textContent).toContain("There is a file already.");
    expect(field.getAttribute("aria-invalid")).toBe("true");
  });

  it("names pv, pvc, sub-order, network and cluster, each to be copied", async () => {
    const { panel, inPanel } = await open();
    for (const text of ["pv-b2a7f686", "pvc-b2a7f686", "10001", "InfiniBand", "000000000002"]) {
      expect(panel.textContent).toContain(text);
    }
    expect(inPanel.getByRole("button", { name: "Copy the name of the claim" })).toBeTruthy();
  });

  it("is right while it is set up and little is known", async () => {
    const { panel, inPanel } = await open(youngRental());
    expect(panel.textContent).toContain("what is shown is what was known before");
    expect(inPanel.getByText("2 nodes, without addresses so far.")).toBeTruthy();
    expect(await inPanel.findByRole("button", { name: "Attach" })).toBeTruthy();
    expect(panel.textContent).not.toContain("Kubernetes");
    expect(panel.textContent).not.toContain("undefined");
    expect(await axeFindings()).toEqual([]);
  });
});

describe("a rental that goes while it is open", () => {
  it("says so, and offers nothing more but to take its volume off", async () => {
    const row = rental();
    const { host, panel, inPanel } = await open(row);
    const name = "datasets-llama";
    const attached = [{ id: row.id, name: row.name }];
    host.on("storage", () => storage({ volumes: [volume({ name, attached })] }));
    host.tell({ kind: "storage" });
    expect(await inPanel.findByRole("button", { name: `Detach ${name}` })).toBeTruthy();
    host.on("fleet", () => fleet({ instances: [] }));
    host.on("instance", () => goneDetail(row));
    host.tell({ kind: "fleet" });
    expect(await inPanel.findByText("No longer in the provider's list")).toBeTruthy();
    expect(inPanel.getByText("Gone")).toBeTruthy();
    const off = (of: string) =>
      inPanel.getByRole("button", { name: of }).getAttribute("aria-disabled");
    expect([off("Rename"), off("Edit tags"), off("Terminate")]).toEqual(["true", "true", "true"]);
    for (const act of ["Stop", "Reboot…", "Set a lease", "Attach", "Save", /SSH command/]) {
      expect(inPanel.queryByRole("button", { name: act }), String(act)).toBeNull();
    }
    expect(panel.textContent).toContain("This rental is no longer in the list");
    expect(off(`Detach ${name}`)).toBeNull();
    expect(await axeFindings()).toEqual([]);
  });
});

describe("name", () => {
  it("puts what cannot be sent at the one field there is", async () => {
    const { host, press, inPanel } = await open();
    host.on("instance_rename", () =>
      Promise.reject(fault({ code: "invalid", message: "Too long for the provider." })),
    );
    await press("Rename");
    await press("Save name");
    expect((await inPanel.findByRole("alert")).textContent).toBe("Too long for the provider.");
    expect(inPanel.queryByText(/Change what is marked/)).toBeNull();
  });
});
