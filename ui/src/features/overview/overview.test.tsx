import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { AttentionItem } from "../../host/types";
import { budget, budgets, tagBudget, withBudgets } from "../../testing/budgetFixtures";
import { scriptBulk } from "../../testing/bulkFixtures";
import { fleet, instance, overview } from "../../testing/fixtures";
import { signedInHost } from "../../testing/hosts";
import { axeFindings, renderApp } from "../../testing/render";
import { youngRental } from "../../testing/rentalFixtures";
import { fault } from "../../testing/scriptedHost";

const emptyFleet = () =>
  fleet({ instances: [], running: 0, pending: 0, gpus: 0, gpusRunning: 0, priceSum: "0" });

test("money, what runs, what needs attention and what happened stand in one place", async () => {
  renderApp(signedInHost(), "/overview");
  const readings = await screen.findByRole("region", { name: "Readings" });
  await within(readings).findByText("lasts", { exact: false });
  for (const text of ["$60.59/h", "$1,454.05/day", "$14,029.89", "lasts 9 d 15 h", "$7,733.22"]) {
    expect(readings.textContent).toContain(text);
  }
  expect(readings.textContent).toContain("1 pending");
  const runs = screen.getByRole("table", { name: "What runs" });
  expect(runs.textContent).toContain("train-llama-07");
  expect(runs.textContent).toContain("All that is billed$60.59/h");
  expect(screen.getByText("eval-c is stopped, still $3.98/h")).toBeTruthy();
  expect(screen.getByRole("table", { name: "Last activity" }).textContent).toContain("−$7.56/h");
  expect(screen.getByText("maybe")).toBeTruthy();
  expect(await axeFindings()).toEqual([]);
});

test("a rental that does not tell its GPUs yet has none made up", async () => {
  const machines = fleet({ instances: [youngRental(), instance({ gpus: 2 })] });
  renderApp(
    signedInHost().on("fleet", () => machines),
    "/overview",
  );
  const cells = async (name: string) => {
    const row = (await screen.findByRole("link", { name })).closest("tr");
    return [...(row?.cells ?? [])].map((cell) => cell.textContent);
  };
  expect((await cells("train-llama-08"))[2]).toBe("—not told yet");
  expect((await cells("eval-a"))[2]).toBe("2");
});

test("each line of attention leads to what it is about", async () => {
  renderApp(signedInHost(), "/overview");
  const links = () =>
    ["Release", "Show"].map((name) => screen.getByRole("link", { name }).getAttribute("href"));
  await screen.findByRole("link", { name: "Release" });
  expect(links()).toEqual(["/instances?id=vm-3", "/deploy/job/j1"]);
});

test("a lease is extended in place", async () => {
  const host = signedInHost().on("lease_set", () => ({}));
  renderApp(host, "/overview");
  await userEvent.click(await screen.findByRole("button", { name: "Extend 1 h" }));
  expect(await screen.findByText("Lease extended by 1 h")).toBeTruthy();
  expect(host.asked("lease_set")).toEqual([
    { id: "vm-7", hours: 1, endsAt: null, action: null, extend: true },
  ]);
});

test("an extension that failed says why", async () => {
  const host = signedInHost().fail("lease_set", {
    code: "gone",
    message: "train-llama-07 is gone.",
  });
  renderApp(host, "/overview");
  await userEvent.click(await screen.findByRole("button", { name: "Extend 1 h" }));
  expect(await screen.findByText("train-llama-07 is gone.")).toBeTruthy();
});

test("an account with nothing says so, with a price and the next step", async () => {
  const host = signedInHost()
    .on("fleet", emptyFleet)
    .on("overview", () =>
      overview({
        attention: [],
        activity: [],
        burnPerHour: "0",
        burnPerDay: "0",
        runwaySeconds: null,
        emptyAt: null,
      }),
    );
  renderApp(host, "/overview");
  expect(await screen.findByText("Nothing runs on this account")).toBeTruthy();
  expect(await screen.findByText("$1.99")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Deploy a VM" }).getAttribute("href")).toBe("/deploy/vm");
  expect(await axeFindings()).toEqual([]);
});

test("a list that was never read is not empty", async () => {
  const host = signedInHost()
    .on("fleet", () => ({ ...emptyFleet(), readAt: null, reading: true }))
    .on("overview", () => overview({ attention: [], activity: [] }));
  renderApp(host, "/overview");
  await screen.findByText("Nothing wants a decision.");
  expect(screen.queryByText("Nothing runs on this account")).toBeNull();
  expect(screen.getByRole("table", { name: "What runs" }).getAttribute("aria-busy")).toBe("true");
});

test("while nothing is read yet, skeletons stand in its place", async () => {
  const host = signedInHost()
    .on("overview", () => new Promise(() => undefined))
    .on("fleet", () => new Promise(() => undefined));
  const { container } = renderApp(host, "/overview");
  await waitFor(() => expect(container.querySelectorAll(".skel").length).toBeGreaterThan(10));
  expect(await axeFindings()).toEqual([]);
});

test("an overview that cannot be read says why, and can be asked for again", async () => {
  const host = signedInHost().fail("overview", {
    code: "local",
    message: "The store cannot be read.",
  });
  renderApp(host, "/overview");
  expect(await screen.findByText("The overview could not be read")).toBeTruthy();
  expect(screen.getByText("The store cannot be read.")).toBeTruthy();
  expect(await axeFindings()).toEqual([]);
  host.on("overview", () => overview());
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("$14,029.89", { selector: ".reading *" })).toBeTruthy();
});

test("money that cannot be read leaves the rest standing", async () => {
  const host = signedInHost().on("overview", () =>
    overview({
      balance: null,
      runwaySeconds: null,
      emptyAt: null,
      moneyFault: fault({ code: "forbidden", message: "This token may not read billing (403)." }),
    }),
  );
  renderApp(host, "/overview");
  expect(await screen.findByText("Money could not be read.")).toBeTruthy();
  expect(screen.getByText("Not known")).toBeTruthy();
  expect(screen.getByRole("table", { name: "What runs" }).textContent).toContain("eval-c");
  await userEvent.click(screen.getByRole("button", { name: "Read again" }));
  expect(host.asked("refresh")).toHaveLength(1);
});

test("a list that could not be read at all says so in its place", async () => {
  const host = signedInHost().on("fleet", () => ({
    ...emptyFleet(),
    readAt: null,
    fault: fault({ code: "offline", message: "No answer since 14:28." }),
  }));
  renderApp(host, "/overview");
  expect(await screen.findByText("The list could not be read")).toBeTruthy();
  expect(screen.getAllByText("No answer since 14:28.")).toHaveLength(1);
});

test("more than eight machines are summed up", async () => {
  const instances = Array.from({ length: 11 }, (_, at) =>
    instance({ id: `vm-${at}`, name: `n-${at}` }),
  );
  renderApp(
    signedInHost().on("fleet", () => fleet({ instances })),
    "/overview",
  );
  const link = await screen.findByRole("link", { name: "All 11 instances" });
  expect(link.getAttribute("href")).toBe("/instances");
  expect(screen.getByText("3 more machines, all 11 together")).toBeTruthy();
});

test("a lease is extended once, however often it is pressed before the answer", async () => {
  const host = signedInHost().on("lease_set", () => new Promise(() => undefined));
  renderApp(host, "/overview");
  await userEvent.dblClick(await screen.findByRole("button", { name: "Extend 1 h" }));
  expect(host.asked("lease_set")).toHaveLength(1);
});

test("a balance that is used up does not read as if nothing burned", async () => {
  const gone = { balance: "-3.20", runwaySeconds: null, emptyAt: null };
  renderApp(
    signedInHost().on("overview", () => overview(gone)),
    "/overview",
  );
  expect(await screen.findByText("Used up, while the burn rate goes on")).toBeTruthy();
  expect(screen.queryByText("Nothing burns now")).toBeNull();
});

test("a machine without a name goes by its id, and words of a newer core stand as they are", async () => {
  const odd = instance({ id: "vm-odd", name: "" });
  const state = { word: "Frozen", mark: "frozen" as never, raw: "Frozen" };
  const newer = fault({ code: "brandNew" as never, message: "Something new happened." });
  renderApp(
    signedInHost().on("fleet", () => fleet({ instances: [{ ...odd, state }], fault: newer })),
    "/overview",
  );
  expect((await screen.findByRole("link", { name: "vm-odd" })).getAttribute("href")).toBe(
    "/instances?id=vm-odd",
  );
  expect(screen.getByText("Frozen").previousElementSibling?.className).toBe("dot unknown");
  expect(screen.getByText(/Something new happened/)).toBeTruthy();
});

test("the month stands against its budget, with what it comes to", async () => {
  const host = withBudgets(signedInHost(), [budget()]).on("overview", () =>
    overview({ budgets: budgets([budget()]) }),
  );
  renderApp(host, "/overview");
  const readings = await screen.findByRole("region", { name: "Readings" });
  const month = await within(readings).findByText(/against budget/);
  const cell = month.closest(".cell");
  expect(cell?.textContent).toContain("$7,733.22of $25,000");
  expect(cell?.textContent).toContain("Forecast $31,725, 26 % over");
  expect(
    within(readings).getByRole("img", {
      name: "30 % of $25,000.00 spent; the month comes to $31,725",
    }),
  ).toBeTruthy();
  await userEvent.click(within(readings).getByRole("button", { name: "Change" }));
  const dialog = await screen.findByRole("dialog", { name: "Change the budget" });
  const amount = within(dialog).getByLabelText(/^Amount per month/);
  expect(amount).toHaveProperty("value", "25000");
  await userEvent.clear(amount);
  await userEvent.type(amount, "80000");
  const save = within(dialog).getByRole("button", { name: "Change the budget" });
  await waitFor(() => expect(save.getAttribute("aria-disabled")).toBeNull());
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(save);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(host.asked("budget_set")).toEqual([{ id: "b1", tag: null, amount: "80000" }]);
});

test("a month that does not reconcile says so and nothing of its budget", async () => {
  const unread = budget({ spent: null, percent: null, left: null, forecast: null, overBy: null });
  const host = signedInHost().on("overview", () =>
    overview({
      monthToDate: null,
      monthIfUnchanged: null,
      moneyFault: fault({ message: "This month's report does not add up." }),
      budgets: budgets([unread]),
    }),
  );
  renderApp(host, "/overview");
  expect(await screen.findByText("Budget $25,000: nothing is told of it meanwhile")).toBeTruthy();
  expect(screen.queryByText(/^Forecast/)).toBeNull();
});

test("budgets of tags stand below, with what counts in none", async () => {
  const list = [budget(), tagBudget("team:research"), tagBudget("prod", { overBy: "12.50" })];
  const host = withBudgets(signedInHost(), list).on("overview", () =>
    overview({ budgets: budgets(list) }),
  );
  renderApp(host, "/overview");
  const table = await screen.findByRole("table", { name: "Budgets by tag" });
  expect(within(table).getAllByRole("row")).toHaveLength(3);
  expect(table.textContent).toContain("team:research$5,815.1911 %");
  expect(table.textContent).toContain("$26,510 over the budget");
  expect(screen.getByText(/of 3 machines whose tags Voltdeck never saw/).textContent).toContain(
    "$224.26",
  );
  await userEvent.click(screen.getByRole("button", { name: "Set a budget" }));
  const dialog = await screen.findByRole("dialog", { name: "Set a budget" });
  await userEvent.click(await within(dialog).findByRole("button", { name: "eval" }));
  await userEvent.type(within(dialog).getByLabelText(/^Amount per month/), "250");
  expect(await within(dialog).findByText("$5,815.19")).toBeTruthy();
  const set = within(dialog).getByRole("button", { name: "Set the budget" });
  await waitFor(() => expect(set.getAttribute("aria-disabled")).toBeNull());
  await userEvent.click(set);
  expect(host.asked("budget_set")).toEqual([{ id: null, tag: "eval", amount: "250" }]);
});

test("what is stopped but billed says what releasing it saves, and asks before it releases all", async () => {
  const host = signedInHost();
  scriptBulk(host, fleet().instances);
  renderApp(host, "/overview");
  const table = await screen.findByRole("table", { name: "Stopped, but still billed" });
  expect(table.textContent).toContain("eval-c$3.98/h$0.20/h$3.78/h");
  expect(screen.getByText(/releasing saves/).textContent).toContain("$90.72/day");
  await userEvent.click(await screen.findByRole("button", { name: "Release…" }));
  expect(await screen.findByRole("dialog", { name: "Stop and release 1 machine" })).toBeTruthy();
  expect(host.asked("bulk_start")).toEqual([]);
});

test("bare metal that is stopped cannot be released, and is not summed up as if it could", async () => {
  const machine = {
    id: "bm-1",
    name: "pretrain-rack",
    kind: "bareMetal",
    priceNow: "39.84",
    priceReleased: null,
    saves: null,
    off: "Bare metal cannot be released.",
  } as const;
  const stopped = { machines: [machine], saves: null, savesPerDay: null, costs: "39.84" };
  renderApp(
    signedInHost().on("overview", () => overview({ stopped })),
    "/overview",
  );
  const table = await screen.findByRole("table", { name: "Stopped, but still billed" });
  expect(table.textContent).toContain("up to $39.84/hcannot beterminate it");
  expect(screen.queryByText(/releasing saves/)).toBeNull();
  const release = screen.getByRole("button", { name: "Release…" });
  expect(release.getAttribute("aria-disabled")).toBe("true");
});

test("leases that are not carried out and a token near its end lead to where they are", async () => {
  const item = (key: string, act: AttentionItem["act"], title: string): AttentionItem => ({
    key,
    mark: "failed",
    title,
    meaning: "The disk is full.",
    act,
    target: "",
  });
  renderApp(
    signedInHost().on("overview", () =>
      overview({
        attention: [
          item("leases", "showLeases", "Leases are not carried out"),
          item("token", "showSettings", "The token of Work ends in 3 days"),
        ],
      }),
    ),
    "/overview",
  );
  await screen.findByText("Leases are not carried out");
  const links = screen.getAllByRole("link", { name: "Show" });
  expect(links.map((link) => link.getAttribute("href"))).toEqual([
    "/instances?lease=set",
    "/settings",
  ]);
});
