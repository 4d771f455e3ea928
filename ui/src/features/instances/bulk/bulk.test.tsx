import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { BulkView, Command } from "../../../host/types";
import { bulkView, withFailures } from "../../../testing/bulkFixtures";
import { appState, overview } from "../../../testing/fixtures";
import { busyFleet, scriptInstances } from "../../../testing/instanceFixtures";
import { axeFindings, renderApp } from "../../../testing/render";
import { fault, ScriptedHost } from "../../../testing/scriptedHost";
import { sumPrices } from "./sum";

async function open(at = "/instances", run: BulkView | null = null) {
  const host = new ScriptedHost({ app_state: () => appState(), overview: () => overview() });
  scriptInstances(host, busyFleet());
  if (run) host.on("bulk", () => run);
  const user = userEvent.setup();
  const app = renderApp(host, at);
  await screen.findByRole("button", { name: "eval-a" });
  const tick = (name: string) =>
    user.click(screen.getByRole("checkbox", { name: `Select ${name}` }));
  const bar = () => within(screen.getByRole("region", { name: "Selected instances" }));
  const press = async (name: string) => user.click(await screen.findByRole("button", { name }));
  const asked = (name: Command) => host.asked(name);
  return { host, user, tick, bar, press, asked, ...app };
}

const three = [
  { id: "vm-eval-a", name: "eval-a" },
  { id: "vm-eval-b", name: "eval-b" },
  { id: "vm-eval-c", name: "eval-c" },
  { id: "vm-nb-maria", name: "nb-maria" },
];

const strip = () => screen.findByRole("region", { name: "Run on several instances" });

describe("selection", () => {
  it("counts what is ticked and sums its price, and Escape lets go of it", async () => {
    const { user, tick, bar } = await open();
    await tick("eval-a");
    await tick("nb-maria");
    expect(bar().getByText("2 selected")).toBeTruthy();
    expect(screen.getByRole("region", { name: "Selected instances" }).textContent).toContain(
      "$3.98/h",
    );
    expect(screen.queryByRole("textbox", { name: "Search instances" })).toBeNull();
    expect(await axeFindings()).toEqual([]);
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("region", { name: "Selected instances" })).toBeNull();
    expect(document.activeElement?.textContent).toBe("nb-maria");
  });

  it("takes a range with Shift, one by Space, and all that are shown by Ctrl+A", async () => {
    const { user, tick, bar } = await open("/instances?state=Running");
    await tick("eval-a");
    await user.keyboard("{Shift>}");
    await tick("train-sd-12");
    await user.keyboard("{/Shift}");
    expect(bar().getByText("4 selected")).toBeTruthy();
    screen.getByRole("button", { name: "eval-b" }).focus();
    await user.keyboard(" ");
    expect(bar().getByText("5 selected")).toBeTruthy();
    await user.keyboard("{Control>}a{/Control}");
    expect(bar().getByText("7 selected")).toBeTruthy();
    expect(screen.queryByRole("complementary")).toBeNull();
  });

  it("drops what is no longer there", async () => {
    const { host, tick, bar } = await open();
    await tick("eval-a");
    await tick("eval-b");
    const rest = busyFleet();
    host.on("fleet", () => ({
      ...rest,
      instances: rest.instances.filter(({ name }) => name !== "eval-a"),
    }));
    host.tell({ kind: "fleet" });
    await waitFor(() => expect(bar().getByText("1 selected")).toBeTruthy());
  });

  it("sums digit by digit, and not at all where a price is missing", () => {
    const rows = (prices: (string | null)[]) =>
      prices.map((priceNow) => ({ ...busyFleet().instances[0], priceNow })) as never;
    expect(sumPrices(rows(["0.1", "0.2"]))).toBe("0.3");
    expect(sumPrices(rows(["39.84", "1.99", "0.0001"]))).toBe("41.8301");
    expect(sumPrices(rows(["100"]))).toBe("100");
    expect(sumPrices(rows(["0", "0.00"]))).toBe("0");
    expect(sumPrices(rows(["1.99", null]))).toBeNull();
  });
});

describe("asking", () => {
  it("says which cannot and why, and sends the rest", async () => {
    const { tick, press, asked } = await open();
    await tick("eval-a");
    await tick("eval-c");
    await press("Stop");
    const asks = await screen.findByRole("dialog", { name: "Stop 1 machine" });
    expect(asks.textContent).toContain("1 of 2 cannot, and is left as it is");
    expect(asks.textContent).toContain("This machine is stopped already.");
    expect(asks.textContent).toContain("A stopped VM costs as much as a running one.");
    expect(await axeFindings(asks)).toEqual([]);
    await press("Stop 1 machine");
    expect(asked("bulk_start")).toEqual([
      { ids: ["vm-eval-a"], act: { kind: "stop", tags: [] }, typed: "" },
    ]);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect((await strip()).textContent).toContain("0 of 1");
    expect(screen.queryByRole("region", { name: "Selected instances" })).toBeNull();
  });

  it("wants the words before it terminates, and shows both burn rates", async () => {
    const { user, tick, press, asked } = await open();
    await tick("eval-a");
    await tick("eval-b");
    await press("Terminate…");
    const asks = await screen.findByRole("alertdialog");
    const field = await within(asks).findByRole("textbox", { name: "Type terminate 2 to confirm" });
    await waitFor(() => expect(document.activeElement === field).toBe(true));
    expect(asks.textContent).toContain("Burn rate$112.88/h then $106.91/h");
    const deed = within(asks).getByRole("button", { name: "Terminate 2 machines" });
    await user.click(deed);
    expect(asked("bulk_start")).toEqual([]);
    await user.type(field, "terminate 2{Enter}");
    expect(asked("bulk_start")).toEqual([]);
    await user.dblClick(deed);
    expect(asked("bulk_start")).toMatchObject([{ typed: "terminate 2" }]);
  });

  it("keeps a refusal of the words at their field", async () => {
    const { host, user, tick, press } = await open();
    host.on("bulk_start", () =>
      Promise.reject(fault({ code: "invalid", field: "typed", message: "It is terminate 1 now." })),
    );
    await tick("eval-a");
    await press("Terminate…");
    await user.type(await screen.findByRole("textbox", { name: /to confirm/ }), "terminate 1");
    await press("Terminate 1 machine");
    expect((await screen.findByRole("alert")).textContent).toBe("It is terminate 1 now.");
  });

  it("adds tags and takes tags away", async () => {
    const { user, tick, press, asked } = await open();
    await tick("eval-a");
    await press("Tags…");
    const field = await screen.findByRole("combobox", { name: "Tags" });
    const deed = screen.getByRole("button", { name: /Add tags to/ });
    expect(deed.getAttribute("aria-disabled")).toBe("true");
    await user.click(screen.getByRole("radio", { name: "Remove" }));
    await user.type(field, "eval{Enter}");
    await press("Remove tags from 1 machine");
    expect(asked("bulk_start")).toMatchObject([{ act: { kind: "removeTags", tags: ["eval"] } }]);
  });
});

describe("the run", () => {
  it("tells how far it is, and can be stopped after this one", async () => {
    const { press, asked } = await open("/instances", bulkView(three, 1));
    expect((await strip()).textContent).toContain("1 of 4");
    await press("Stop after this one");
    expect(asked("bulk_stop")).toHaveLength(1);
  });

  it("goes on as the core tells", async () => {
    const { host } = await open("/instances", bulkView(three, 1));
    await strip();
    host.on("bulk", () => bulkView(three, 3));
    host.tell({ kind: "bulk" });
    await waitFor(async () => expect((await strip()).textContent).toContain("3 of 4"));
  });

  it("lists what failed with the reason when it is over, and selects it", async () => {
    const { press, bar, asked } = await open("/instances", withFailures(bulkView(three, 4)));
    const shown = await strip();
    expect(shown.textContent).toContain("2 of 4 done, 1 failed, 1 not known");
    expect(shown.textContent).toContain("The provider answered 409: it is relocating.");
    expect(shown.textContent).toContain("Not known whether it was done");
    expect(await axeFindings()).toEqual([]);
    await press("Select the failed");
    expect(bar().getByText("2 selected")).toBeTruthy();
    await press("Put the result away");
    expect(asked("bulk_dismiss")).toHaveLength(1);
    await waitFor(() =>
      expect(screen.queryByRole("region", { name: "Run on several instances" })).toBeNull(),
    );
  });

  it("lets no second one begin while it is under way", async () => {
    const { tick, bar } = await open("/instances", bulkView(three, 1));
    await tick("eval-a");
    expect(bar().getByRole("button", { name: "Stop" }).getAttribute("aria-disabled")).toBe("true");
  });
});
