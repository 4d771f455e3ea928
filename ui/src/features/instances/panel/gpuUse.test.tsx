import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { GpuUseKnown, GpuUseView } from "../../../host/types";
import { ago, appState, fleet, instance, overview } from "../../../testing/fixtures";
import { scriptInstances } from "../../../testing/instanceFixtures";
import { axeFindings, renderApp } from "../../../testing/render";
import { ScriptedHost } from "../../../testing/scriptedHost";
import { gpuUse, gpuUseKnown } from "../../../testing/usageFixtures";

async function open(use: GpuUseView) {
  const host = new ScriptedHost({ app_state: () => appState(), overview: () => overview() });
  scriptInstances(host, fleet({ instances: [instance()] }));
  host.on("gpu_use", () => use);
  renderApp(host, "/instances?id=vm-1");
  const panel = await screen.findByRole("complementary", { name: "eval-a" });
  const head = await within(panel).findByRole("heading", { name: /GPU use/ });
  const section = head.closest("section") as HTMLElement;
  await waitFor(() => expect(section.querySelector("[aria-busy]")).toBeNull());
  return { host, section, inSection: within(section) };
}

describe("GPU use", () => {
  it("shows each GPU, who uses it and the last hour", async () => {
    const { host, section, inSection } = await open(gpuUse("live"));
    expect(host.asked("gpu_use")[0]).toEqual({ id: "vm-1" });
    expect(inSection.getByText("Live")).toBeTruthy();
    const rows = [...section.querySelectorAll(".gpu-rows > li")].map((row) => row.textContent);
    expect(rows[0]).toBe("GPU 087%69.6 of 79.6 GiB612 W64 °C");
    expect(rows[2]).toContain("value not reported");
    expect(rows[2]).not.toContain("0%");
    const bars = [...section.querySelectorAll(".gpu-rows > li")].map((row) => [
      row.querySelectorAll(".meter > i.run").length,
      row.querySelectorAll(".meter.unknown").length,
    ]);
    expect(bars[0]).toEqual([1, 0]);
    expect(bars[2]).toEqual([0, 1]);
    expect(section.textContent).toContain("mariapython3, tritonserver70.4 GiB");
    expect(section.textContent).toContain("Unknown user1 process");
    expect(section.textContent).toContain("1 other session is logged in.");
    const hour = inSection.getByRole("img", { name: /^Average GPU use: \d+% to \d+% in the last/ });
    const values = gpuUse("live").hour.filter((value) => value !== null);
    expect(hour.querySelectorAll("rect")).toHaveLength(values.length);
    expect(await axeFindings()).toEqual([]);
  });

  it("says what is in the way, with what was read before and when", async () => {
    const { section, inSection } = await open(gpuUse("noLogin"));
    expect(inSection.getAllByText(/Can't log in/).length).toBeGreaterThan(0);
    expect(section.textContent).toContain("refuses the login of");
    expect(section.textContent).toContain("last read");
    expect(await axeFindings()).toEqual([]);
  });

  it("says that there is no driver, and what to do", async () => {
    const { section } = await open(gpuUse("noDriver"));
    expect(section.textContent).toContain("nvidia-smi is not installed on this instance.");
    expect(section.textContent).toContain("Install the NVIDIA driver");
    expect(section.querySelector(".gpu-rows")).toBeNull();
  });

  it("says that it logs in, and that an instance is not running", async () => {
    const connecting = await open(gpuUse("connecting"));
    expect(connecting.section.textContent).toContain("Logging in with your SSH key");
  });

  it("shows figures from before with their age while it logs in again", async () => {
    const live = gpuUse("live");
    const end = live.ends[0];
    if (!end) throw new Error("no end");
    const { section } = await open({
      ...live,
      ends: [
        {
          ...end,
          stage: "connecting",
          state: { ...end.state, word: "Connecting", mark: "pending" },
          readAt: ago(3600),
        },
      ],
    });
    expect(section.textContent).not.toContain("Live");
    expect(section.textContent).toMatch(/Connectinglast read (1 h|60 min|59 min).* ago/);
    expect(section.textContent).toContain("Logging in with your SSH key");
    const rows = [...section.querySelectorAll(".gpu-rows > li")];
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.classList.contains("old"))).toBe(true);
  });

  it("says that an instance is not running", async () => {
    const { section } = await open(gpuUse("off"));
    expect(section.textContent).toContain("The instance isn't running.");
  });

  it("names each node of a rental and those that are left out", async () => {
    const live = gpuUse("live");
    const [end] = live.ends;
    if (!end) throw new Error("no end");
    const { section, inSection } = await open({
      ...live,
      ends: [
        { ...end, label: "Node 1" },
        { ...end, label: "Node 2", users: null, sessions: null },
      ],
      nodesLeftOut: 3,
    });
    expect(inSection.getByRole("heading", { name: "Node 2" })).toBeTruthy();
    expect(section.textContent).toContain("Processes could not be read.");
    expect(section.textContent).toContain("The first 2 nodes. 3 more are not shown.");
  });
});

describe("the column", () => {
  const used = (name: string, over: Partial<GpuUseKnown> | null) =>
    instance({
      id: name,
      name,
      gpuUse: over && gpuUseKnown({ percent: null, ...over }),
    });

  it("shows what was read last, how old it is, and never a nought that nobody read", async () => {
    const host = new ScriptedHost({ app_state: () => appState(), overview: () => overview() });
    const instances = [
      used("busy", { percent: 87 }),
      used("idle", { percent: 0 }),
      used("old", { percent: 40, stale: true, readAt: ago(7200) }),
      used("bare", { problem: "no driver", problemSays: "nvidia-smi is not installed." }),
      used("mig", {}),
      used("never", null),
    ];
    scriptInstances(host, fleet({ instances }));
    renderApp(host, "/instances");
    const cell = async (name: string) =>
      (await screen.findByRole("button", { name })).closest("tr")?.querySelector(".c-use");
    expect((await cell("busy"))?.textContent).toBe("87%");
    expect((await cell("idle"))?.textContent).toBe("0%");
    expect((await cell("old"))?.textContent).toMatch(/^40%, [12] h.* ago$/);
    expect((await cell("bare"))?.textContent).toBe("no driver");
    expect(
      (await cell("bare"))?.querySelector("[title='nvidia-smi is not installed.']"),
    ).toBeTruthy();
    expect((await cell("mig"))?.textContent).toBe("unknown");
    expect((await cell("never"))?.textContent).toBe("—not read");

    await userEvent.click(screen.getByRole("button", { name: "GPU use" }));
    const names = [...document.querySelectorAll("tbody button.open")].map((one) => one.textContent);
    expect(names.slice(0, 3)).toEqual(["busy", "old", "idle"]);
    expect(await axeFindings()).toEqual([]);
  });
});
