import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { InstanceView } from "../../../host/types";
import { ago, ahead, appState, fleet, instance, overview } from "../../../testing/fixtures";
import { actsUp, goneDetail, lease, scriptInstances } from "../../../testing/instanceFixtures";
import { axeFindings, renderApp } from "../../../testing/render";
import { ScriptedHost } from "../../../testing/scriptedHost";

const COMMAND =
  "ssh -o HostKeyAlias=voltdeck-vm-1 -p 20040 -o StrictHostKeyChecking=accept-new ubuntu@147.185.40.62";

async function open(over: Partial<InstanceView> = {}) {
  const row = instance({ acts: actsUp(), ...over });
  const host = new ScriptedHost({ app_state: () => appState(), overview: () => overview() });
  scriptInstances(host, fleet({ instances: [row] }));
  const user = userEvent.setup();
  renderApp(host, "/instances?id=vm-1");
  const panel = await screen.findByRole("complementary", { name: "eval-a" });
  const press = (name: string) => user.click(within(panel).getByRole("button", { name }));
  return { host, user, panel, press, row, inPanel: within(panel) };
}

const dialog = (name: string) => screen.findByRole("dialog", { name });

describe("connect", () => {
  it("copies the SSH command", async () => {
    const { host, press, inPanel } = await open();
    expect(await inPanel.findByText(COMMAND)).toBeTruthy();
    await press("Copy the SSH command");
    expect(host.asked("copy_text")).toEqual([{ text: COMMAND }]);
    expect(await axeFindings()).toEqual([]);
  });

  it("says that there is no way in until it has an address", async () => {
    const { inPanel } = await open({ ssh: null, address: null, ports: [] });
    expect(await inPanel.findByText("No way in until it has an address.")).toBeTruthy();
    expect(inPanel.queryByRole("button", { name: /Copy/ })).toBeNull();
  });
});

describe("power", () => {
  it("names the price of each way and asks before stopping, with both prices", async () => {
    const { host, user, press, panel } = await open();
    expect(panel.textContent).toContain("still costs $1.99/h");
    expect(panel.textContent).toContain("costs $0.10/h");
    await press("Stop");
    const asks = await dialog("Stop eval-a");
    expect(asks.textContent).toContain("Price$1.99/h then still $1.99/h");
    expect(asks.textContent).toContain("Stop and release would cost $0.10/h");
    expect(host.asked("instance_power")).toEqual([]);
    await user.dblClick(within(asks).getByRole("button", { name: "Stop eval-a" }));
    expect(host.asked("instance_power")).toEqual([{ id: "vm-1", target: "stop" }]);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("asks before releasing and does nothing when cancelled", async () => {
    const { host, user, press } = await open();
    await press("Release");
    let asks = await dialog("Stop and release eval-a");
    expect(asks.textContent).toContain("may be gone when you start it again");
    expect(asks.textContent).toContain("Price$1.99/h then $0.10/h");
    await user.click(within(asks).getByRole("button", { name: "Cancel" }));
    expect(host.asked("instance_power")).toEqual([]);
    await press("Release");
    asks = await dialog("Stop and release eval-a");
    await user.click(within(asks).getByRole("button", { name: "Stop and release eval-a" }));
    expect(host.asked("instance_power")).toEqual([{ id: "vm-1", target: "release" }]);
  });

  it("keeps what may not be done in place, with the reason", async () => {
    const { host, press, inPanel } = await open();
    const start = inPanel.getByRole("button", { name: "Start" });
    expect(start.getAttribute("aria-disabled")).toBe("true");
    expect(inPanel.getByText("This machine is running already.")).toBeTruthy();
    await press("Start");
    expect(host.asked("instance_power")).toEqual([]);
  });

  it("asks before a start that raises the price", async () => {
    const can = { allowed: true, reason: null, priceAfter: "1.99", note: null };
    const { host, press } = await open({ priceNow: "0.10", acts: actsUp({ start: can }) });
    await press("Start");
    const asks = await screen.findByRole("dialog", { name: "Start eval-a" });
    expect(asks.textContent).toContain("$0.10");
    expect(asks.textContent).toContain("$1.99");
    expect(host.asked("instance_power")).toEqual([]);
    await userEvent.click(within(asks).getByRole("button", { name: "Start eval-a" }));
    expect(host.asked("instance_power")).toEqual([{ id: "vm-1", target: "start" }]);
  });

  it("waits for the name where a start brings the account above its spending limit", async () => {
    const can = { allowed: true, reason: null, priceAfter: "1.99", note: null };
    const { host, press, user } = await open({ priceNow: "0.10", acts: actsUp({ start: can }) });
    const why = "With this, the account spends $12.00/h, above its limit of $10.00/h.";
    host.on("instance_start_preview", () => ({ nameAsked: { name: "eval-a", why } }));
    await press("Start");
    const asks = await screen.findByRole("dialog", { name: "Start eval-a" });
    expect(await within(asks).findByText(why)).toBeTruthy();
    const deed = within(asks).getByRole("button", { name: "Start eval-a" });
    await user.click(deed);
    expect(host.asked("instance_power")).toEqual([]);
    await user.type(within(asks).getByRole("textbox"), "eval-a");
    await user.click(deed);
    expect(host.asked("instance_power")).toEqual([
      { id: "vm-1", target: "start", typedName: "eval-a" },
    ]);
  });

  it("asks for the name where it came to be above it only after the question", async () => {
    const can = { allowed: true, reason: null, priceAfter: "1.99", note: null };
    const { host, press, user } = await open({ priceNow: "0.10", acts: actsUp({ start: can }) });
    const why = "With this, the account spends $12.00/h, above its limit of $10.00/h.";
    const message = `${why} Nothing was sent or bought. To go ahead anyway, type eval-a or vm-1.`;
    host.fail("instance_power", { code: "invalid", field: "typedName", message });
    await press("Start");
    const asks = await screen.findByRole("dialog", { name: "Start eval-a" });
    host.on("instance_start_preview", () => ({ nameAsked: { name: "eval-a", why } }));
    await user.click(within(asks).getByRole("button", { name: "Start eval-a" }));
    expect(await within(asks).findByRole("textbox")).toBeTruthy();
    expect(within(asks).getByText(message)).toBeTruthy();
  });

  it("starts at the same price without asking, and tells why it failed", async () => {
    const can = { allowed: true, reason: null, priceAfter: "1.99", note: null };
    const { host, press, inPanel } = await open({ acts: actsUp({ start: can }) });
    host.fail("instance_power", {
      code: "outcomeUnknown",
      message: "The connection broke after the request was sent.",
      requestId: "req-1",
    });
    await press("Start");
    expect(host.asked("instance_power")).toEqual([{ id: "vm-1", target: "start" }]);
    expect((await inPanel.findByText(/connection broke/)).textContent).toContain("req-1");
  });

  it("keeps an error of the confirmation in it", async () => {
    const { host, user, press } = await open();
    host.fail("instance_power", {
      code: "notAllowed",
      message: "It is relocating.",
      retryable: false,
    });
    await press("Stop");
    const asks = await dialog("Stop eval-a");
    await user.click(within(asks).getByRole("button", { name: "Stop eval-a" }));
    expect(await within(asks).findByText(/It is relocating/)).toBeTruthy();
  });

  it("shows an act that is under way", async () => {
    const { inPanel } = await open({ underway: "Stopping" });
    expect(inPanel.getByText("Stopping: asked for, and last seen as Running.")).toBeTruthy();
    expect(inPanel.getByText("Stopping")).toBeTruthy();
  });
});

describe("name and tags", () => {
  it("renames", async () => {
    const { host, user, press, inPanel } = await open();
    await press("Rename");
    const field = inPanel.getByRole("textbox", { name: "New name" });
    await user.clear(field);
    await user.type(field, "eval-z{Enter}");
    expect(host.asked("instance_rename")).toEqual([{ id: "vm-1", name: "eval-z" }]);
    await waitFor(() => expect(inPanel.queryByRole("textbox")).toBeNull());
  });

  it("takes the keys into the field of the tags, also when a tag is gone", async () => {
    const { press, inPanel } = await open();
    await press("Edit tags");
    const field = inPanel.getByRole("combobox", { name: "Tags" });
    expect(document.activeElement).toBe(field);
    await press("Remove tag eval");
    expect(document.activeElement).toBe(field);
  });

  it("keeps what was typed when the name is refused, and says why at the field", async () => {
    const { host, user, press, inPanel } = await open();
    host.fail("instance_rename", {
      code: "invalid",
      field: "name",
      message: "Letters and digits only.",
    });
    await press("Rename");
    const field = inPanel.getByRole<HTMLInputElement>("textbox", { name: "New name" });
    await user.clear(field);
    await user.type(field, "eval_!");
    await press("Save name");
    expect((await inPanel.findByRole("alert")).textContent).toBe("Letters and digits only.");
    expect(field.value).toBe("eval_!");
    expect(field.getAttribute("aria-invalid")).toBe("true");
    await user.keyboard("{Escape}");
    expect(inPanel.queryByRole("textbox")).toBeNull();
    expect(screen.getByRole("complementary", { name: "eval-a" })).toBeTruthy();
  });

  it("keeps what was typed when the machine is gone, and says that it may still cost", async () => {
    const { host, user, press, inPanel } = await open();
    const message =
      "The provider does not have eval-a (404). If the list still shows it, it may still cost money.";
    host.fail("instance_rename", { code: "gone", message });
    await press("Rename");
    const field = inPanel.getByRole<HTMLInputElement>("textbox", { name: "New name" });
    await user.clear(field);
    await user.type(field, "eval-z");
    await press("Save name");
    expect(await inPanel.findByText(message, { exact: false })).toBeTruthy();
    expect(field.value).toBe("eval-z");
    // The list has it no more either: what was typed can still be copied.
    host.on("fleet", () => fleet({ instances: [] })).on("instance", () => goneDetail());
    host.tell({ kind: "fleet" });
    expect(await inPanel.findByText("No longer in the provider's list")).toBeTruthy();
    expect(inPanel.getByRole("textbox", { name: "New name" })).toHaveProperty("value", "eval-z");
  });

  it("sets the tags", async () => {
    const { host, user, press, inPanel } = await open();
    await press("Edit tags");
    await press("Remove tag eval");
    await user.type(inPanel.getByRole("combobox", { name: "Tags" }), "prod,team-a");
    await press("Save tags");
    expect(host.asked("instance_set_tags")).toEqual([{ id: "vm-1", tags: ["prod", "team-a"] }]);
  });
});

describe("lease", () => {
  it("says at its place that a lease cannot end so", async () => {
    const { host, press, inPanel } = await open();
    const message = "Bare metal cannot be released, so such a lease could not end it.";
    host.fail("lease_set", { code: "invalid", message, field: "action" });
    await press("Set a lease");
    await press("Set the lease");
    const said = await inPanel.findByText(message);
    expect(said.closest(".field")?.textContent).toContain("When it ends");
    expect(inPanel.getAllByText(message)).toHaveLength(1);
  });

  it("sets one after hours, and says what it means for the money before", async () => {
    const { host, user, press, inPanel, panel } = await open();
    await press("Set a lease");
    expect(panel.textContent).toContain("acts only while Voltdeck runs; in the tray is enough");
    const hours = inPanel.getByRole("textbox", { name: "Hours from now" });
    await user.clear(hours);
    expect(
      inPanel.getByRole("button", { name: "Set the lease" }).getAttribute("aria-disabled"),
    ).toBe("true");
    await user.type(hours, "8");
    await user.click(inPanel.getByRole("button", { name: /When it ends/ }));
    await user.click(await screen.findByRole("option", { name: "Stop, saves nothing" }));
    expect(await inPanel.findByText(/Stopping saves nothing/)).toBeTruthy();
    expect(panel.textContent).toContain("$23.88 at its present price, then $1.99/h");
    await user.click(inPanel.getByRole("button", { name: /When it ends/ }));
    await user.click(await screen.findByRole("option", { name: "Terminate" }));
    expect(await inPanel.findByText(/then/, { selector: "[role=status]" })).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
    await press("Set the lease");
    expect(host.asked("lease_set")).toEqual([
      { id: "vm-1", hours: 8, endsAt: null, action: "terminate", extend: false },
    ]);
    await waitFor(() =>
      expect(document.activeElement).toBe(inPanel.getByRole("button", { name: "Set a lease" })),
    );
  });

  it("sets one that ends at a time of this computer, as a moment in UTC", async () => {
    const { host, user, press, inPanel } = await open();
    await press("Set a lease");
    await user.click(inPanel.getByRole("radio", { name: "At a time" }));
    const day = inPanel.getByRole("textbox", { name: "Day" });
    await user.clear(day);
    await user.type(day, "2026-02-30");
    expect(await inPanel.findByText("This moment is over. Give one that lies ahead.")).toBeTruthy();
    await user.clear(day);
    await user.type(day, "2099-10-16");
    const time = inPanel.getByRole("textbox", { name: /^Time/ });
    await user.clear(time);
    await user.type(time, "18:30");
    await waitFor(() =>
      expect(
        inPanel.getByRole("button", { name: "Set the lease" }).getAttribute("aria-disabled"),
      ).toBeNull(),
    );
    await press("Set the lease");
    const endsAt = new Date(2099, 9, 16, 18, 30).toISOString();
    expect(host.asked("lease_set")).toEqual([
      { id: "vm-1", hours: null, endsAt, action: "remind", extend: false },
    ]);
  });

  it("extends, changes and ends the one there is", async () => {
    const { host, press, panel } = await open({ lease: lease() });
    expect(panel.textContent).toContain("then stop and release");
    expect(panel.textContent).toContain("acts only while Voltdeck runs");
    await press("Extend 1 h");
    expect(await screen.findByText("Lease extended by 1 h")).toBeTruthy();
    await press("Change");
    await press("Change the lease");
    await press("End the lease");
    expect(host.asked("lease_set")).toEqual([
      { id: "vm-1", hours: 1, endsAt: null, action: null, extend: true },
      { id: "vm-1", hours: 1, endsAt: null, action: "release", extend: true },
      { id: "vm-1", hours: null, endsAt: null, action: null, extend: false },
    ]);
  });

  it("says in its last hour what is about to happen, with the way to extend it", async () => {
    const { panel, inPanel } = await open({
      lease: lease({ endsAt: ahead(1500), action: "terminate" }),
    });
    expect(panel.textContent).toMatch(/Ends in 2[45] min , then it is terminated\./);
    expect(inPanel.getByRole("button", { name: "Extend 1 h" })).toBeTruthy();
    expect(screen.getByTitle("End of its lease").textContent).toMatch(/2[45] min/);
  });

  it("asks when it is over", async () => {
    const { panel, inPanel } = await open({ lease: lease({ endsAt: ago(7200), asks: true }) });
    expect(panel.textContent).toContain("The lease is over");
    expect(panel.textContent).toContain("It was to stop and release");
    expect(inPanel.getByRole("button", { name: "Extend 1 h" })).toBeTruthy();
  });

  it("says that its act is out, and offers nothing that would change it", async () => {
    const out = "Termination is already out: the provider was asked, and its answer is awaited.";
    const { panel, inPanel } = await open({ lease: lease({ endsAt: ago(5), out }) });
    expect(panel.textContent).toContain("The lease is being carried out");
    expect(panel.textContent).toContain(out);
    for (const name of ["Extend 1 h", "Change", "End the lease"]) {
      expect(inPanel.queryByRole("button", { name })).toBeNull();
    }
  });

  it("keeps the hours when they are refused", async () => {
    const { host, press, inPanel } = await open();
    host.fail("lease_set", { code: "invalid", field: "hours", message: "1 to 8760 hours." });
    await press("Set a lease");
    await press("Set the lease");
    expect((await inPanel.findByRole("alert")).textContent).toBe("1 to 8760 hours.");
  });
});

describe("what is known of it", () => {
  it("labels the cost as an estimate and names the parts of the price", async () => {
    const { panel } = await open();
    expect(panel.textContent).toContain("Cost so farestimate");
    expect(panel.textContent).toContain("$0.86");
    expect(panel.textContent).toContain("GPUs$1.6443/h");
    expect(panel.textContent).toContain("Running or stopped$1.99/h");
  });

  it("opens all fields with the place", async () => {
    const { press, inPanel } = await open();
    await press("All fields");
    expect(await inPanel.findByText("State, as the provider says")).toBeTruthy();
    expect(inPanel.getByText("Dallas, TX, US")).toBeTruthy();
  });

  it("says since when it is gone, and lets nothing be done", async () => {
    const host = new ScriptedHost({ app_state: () => appState(), overview: () => overview() });
    scriptInstances(host, fleet());
    host.on("instance", () => goneDetail());
    renderApp(host, "/instances?id=vm-1");
    expect(await screen.findByText("No longer in the provider's list")).toBeTruthy();
    for (const act of ["Stop", "Start", "Release", "Set a lease", "Copy the SSH command"]) {
      expect(screen.queryByRole("button", { name: act })).toBeNull();
    }
    const terminate = screen.getByRole("button", { name: "Terminate" });
    expect(terminate.getAttribute("aria-disabled")).toBe("true");
    expect(screen.getByText("Until it went")).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
  });

  it("tells why an unknown machine cannot be shown", async () => {
    const host = new ScriptedHost({ app_state: () => appState(), overview: () => overview() });
    scriptInstances(host, fleet());
    renderApp(host, "/instances?id=nothing");
    expect(await screen.findByText("It is no longer there")).toBeTruthy();
  });
});
