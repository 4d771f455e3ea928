import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { AutoStopView, InstanceView } from "../../../host/types";
import { ago, ahead, appState, fleet, instance, overview } from "../../../testing/fixtures";
import { actsUp, autoStops, scriptInstances } from "../../../testing/instanceFixtures";
import { axeFindings, renderApp } from "../../../testing/render";
import { rental } from "../../../testing/rentalFixtures";
import { ScriptedHost } from "../../../testing/scriptedHost";

async function open(over: Partial<InstanceView> = {}) {
  const row = instance({ acts: actsUp(), ...over });
  const host = new ScriptedHost({ app_state: () => appState(), overview: () => overview() });
  scriptInstances(host, fleet({ instances: [row] }));
  host.on("auto_stop_set", () => ({})).on("auto_stop_put_off", () => ({}));
  const user = userEvent.setup();
  renderApp(host, "/instances?id=vm-1");
  const panel = await screen.findByRole("complementary", { name: "eval-a" });
  const press = (name: string) => user.click(within(panel).getByRole("button", { name }));
  return { host, user, panel, press, inPanel: within(panel) };
}

/** The two as the core gives them; the first counts down. */
function stops(actsAt: string | null): AutoStopView[] {
  const [idle, off] = autoStops();
  if (!idle || !off) throw new Error("the core gives two");
  return [
    {
      ...idle,
      actsAt,
      urgent: actsAt !== null,
      said: actsAt === null ? "Idle for 12 min of 1 h." : idle.said,
    },
    off,
  ];
}

describe("auto-stop", () => {
  it("is set for an instance that is idle, with minutes and a limit", async () => {
    const { host, user, press, inPanel } = await open();
    await press("Set an auto-stop");
    const minutes = inPanel.getByRole("textbox", { name: "Minutes idle" });
    await user.clear(minutes);
    await user.type(minutes, "90");
    expect(inPanel.getByText(/What Voltdeck cannot see counts as use/)).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
    await press("Set auto-stop");
    expect(host.asked("auto_stop_set")).toEqual([
      { id: "vm-1", when: "idle", action: "remind", minutes: 90, percent: 5 },
    ]);
  });

  it("is set for one that powers itself off, and says what it cannot tell", async () => {
    const { host, user, press, inPanel } = await open();
    await press("Set an auto-stop");
    await user.click(inPanel.getByRole("radio", { name: "When it powers itself off" }));
    expect(inPanel.getByText(/A stop in the provider's console looks like/)).toBeTruthy();
    await press("Set auto-stop");
    expect(host.asked("auto_stop_set")).toEqual([
      { id: "vm-1", when: "poweredOff", action: "remind", minutes: null, percent: null },
    ]);
  });

  it("says at its field what cannot be", async () => {
    const { host, press, inPanel } = await open();
    host.fail("auto_stop_set", { code: "invalid", field: "minutes", message: "Give 10 minutes." });
    await press("Set an auto-stop");
    await press("Set auto-stop");
    expect(await inPanel.findByText("Give 10 minutes.")).toBeTruthy();
  });

  it("counts down, and is put off there", async () => {
    const idle = { since: ago(3700), costs: "16.36" };
    const { host, press, panel } = await open({ autoStops: stops(ahead(800)), idle });
    expect(panel.textContent).toContain("Terminate at");
    expect(panel.textContent).toContain("which cost $16.36 at its current rate");
    expect(await axeFindings()).toEqual([]);
    await press("Put off");
    expect(host.asked("auto_stop_put_off")).toEqual([{ id: "vm-1", hours: null }]);
  });

  it("stands with how far it is, and is removed", async () => {
    const { host, press, panel, inPanel } = await open({ autoStops: stops(null) });
    expect(panel.textContent).toContain("Idle for 12 min of 1 h.");
    expect(inPanel.queryByRole("button", { name: "Put off" })).toBeNull();
    await press("Remove: When it powers itself off");
    expect(host.asked("auto_stop_set")).toEqual([
      { id: "vm-1", when: "poweredOff", action: null, minutes: null, percent: null },
    ]);
  });

  it("is put off where a notification leads", async () => {
    const { host, user } = await open({ autoStops: stops(ahead(800)) });
    host.tell({ kind: "go", place: { kind: "instance", id: "vm-1", ask: "putOff" } });
    const asks = await screen.findByRole("dialog", { name: "Put off the auto-stop of eval-a" });
    expect(host.asked("auto_stop_put_off")).toEqual([]);
    await user.click(within(asks).getByRole("button", { name: "For 4 h" }));
    expect(host.asked("auto_stop_put_off")).toEqual([{ id: "vm-1", hours: 4 }]);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("says of each what putting off means, where both are about to act", async () => {
    const [idle, off] = stops(ahead(800));
    if (!idle || !off) throw new Error("the core gives two");
    const both = [idle, { ...off, actsAt: ahead(200), urgent: true, said: "Powered off." }];
    const { host, user } = await open({ autoStops: both });
    host.tell({ kind: "go", place: { kind: "instance", id: "vm-1", ask: "putOff" } });
    const asks = await screen.findByRole("dialog", { name: "Put off the auto-stop of eval-a" });
    expect(asks.textContent).toContain("idle time counts anew");
    expect(asks.textContent).toContain("until it runs again and powers itself off anew");
    for (const name of ["For 24 h", "For 4 h"]) {
      expect(within(asks).getByRole("button", { name })).toBeTruthy();
    }
    expect(await axeFindings()).toEqual([]);
    await user.click(within(asks).getByRole("button", { name: "Put off, count anew" }));
    expect(host.asked("auto_stop_put_off")).toEqual([{ id: "vm-1", hours: null }]);
  });

  it("offers bare metal what it cannot have with the core's reason", async () => {
    const metal = rental();
    const { press, inPanel } = await open({ autoStopOffers: metal.autoStopOffers });
    await press("Set an auto-stop");
    const off = inPanel.getByRole("radio", { name: "When it powers itself off" });
    expect((off as HTMLButtonElement).disabled).toBe(true);
    expect(inPanel.getByText(/does not tell whether it powered itself off/)).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
  });
});
