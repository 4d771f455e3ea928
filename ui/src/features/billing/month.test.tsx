import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { billingMonth, months } from "../../testing/financeFixtures";
import { overview } from "../../testing/fixtures";
import { signedInHost } from "../../testing/hosts";
import { ledgerLines, ledgerView, withLedger } from "../../testing/ledgerFixtures";
import { axeFindings, renderApp } from "../../testing/render";
import { fault, type ScriptedHost } from "../../testing/scriptedHost";

const AUGUST = "/billing?month=2026-08";

function host(): ScriptedHost {
  return withLedger(signedInHost())
    .on("billing_months", () => ({ months, whole: true }))
    .on("billing_month", ({ month }) => billingMonth({ month }));
}

// The room and its chart are loaded when they are opened.
const chart = () => screen.findByRole("slider", { name: /^Charges per day/ });

test("the bars are read with the arrow keys, layer by layer, and there is a table of them", async () => {
  renderApp(host(), AUGUST);
  const bars = await chart();
  bars.focus();
  await userEvent.keyboard("{ArrowRight}");
  expect(bars.getAttribute("aria-valuetext")).toBe(
    "Sun 2 Aug, $600.25, train-llama-05 $400.25, train-sd-11 $200.00, balance $30,400.00",
  );
  await userEvent.keyboard("{End}");
  expect(bars.getAttribute("aria-valuetext")).toContain("Mon 31 Aug");
  await userEvent.click(screen.getByRole("button", { name: "Show as a table" }));
  const table = screen.getByRole("table", { name: "Charges per day" });
  const day = within(table).getByRole("row", { name: /Tue 11 Aug/ });
  expect(day.textContent).toBe("Tue 11 Aug$400.25$200.00none$600.25$25,000.00");
  expect(within(table).getAllByRole("row")).toHaveLength(32);
  expect(await axeFindings()).toEqual([]);
});

test("a day that is chosen narrows the lines, and the way back is above them", async () => {
  const scripted = host();
  const { search } = renderApp(scripted, AUGUST);
  const bars = await chart();
  bars.focus();
  await userEvent.keyboard("{ArrowRight}{Enter}");
  await waitFor(() => expect(search()).toMatchObject({ day: "2026-08-02" }));
  await waitFor(() =>
    expect(scripted.asked("ledger_lines").at(-1)).toMatchObject({
      day: "2026-08-02",
      by: "machine",
    }),
  );
  const lines = screen.getByRole("region", { name: "Lines" });
  expect(lines.textContent).toContain("Sun 2 Aug");
  await userEvent.click(within(lines).getByRole("button", { name: "August 2026" }));
  await waitFor(() => expect(scripted.asked("ledger_lines").at(-1)?.day).toBeNull());
});

test("groups stand with the change against the month before, and one narrows the lines", async () => {
  const scripted = host();
  renderApp(scripted, AUGUST);
  const groups = await screen.findByRole("region", { name: "By machine" });
  expect(groups.textContent).toContain("train-llama-05$12,407.75+$6,196.00");
  expect(groups.textContent).toContain("train-sd-11$6,200.00new");
  expect(groups.textContent).toContain("eval-old$0.00ended");
  expect(groups.textContent).toContain("Together$18,607.75+$12,307.90");
  await userEvent.click(within(groups).getByRole("button", { name: "train-sd-11" }));
  await waitFor(() => expect(scripted.asked("ledger_lines").at(-1)?.key).toBe("vm-11"));
  await userEvent.click(screen.getByRole("radio", { name: "Tag" }));
  await waitFor(() => expect(scripted.asked("billing_chart").at(-1)?.by).toBe("tag"));
  // A group of one grouping is none of another.
  await waitFor(() => expect(scripted.asked("ledger_lines").at(-1)?.key).toBeNull());
});

test("what was billed before Voltdeck saw it can be named where it stands", async () => {
  const scripted = host().on("billed_name_set", () => ({}));
  renderApp(scripted, AUGUST);
  await userEvent.click(await screen.findByRole("button", { name: "name it, 4d62af14" }));
  const dialog = await screen.findByRole("dialog", { name: "Name what was billed" });
  await userEvent.type(within(dialog).getByRole("textbox", { name: "Name" }), "old-rack");
  await userEvent.click(within(dialog).getByRole("button", { name: "Keep the name" }));
  await waitFor(() =>
    expect(scripted.asked("billed_name_set")).toEqual([
      { resource: "4d62af14-x", name: "old-rack" },
    ]),
  );
});

test("an invoice is held against the statement, and a month is closed with a note", async () => {
  const closing = {
    invoice: "29970.38",
    difference: "1.000000",
    note: "",
    closedAt: null,
    changed: false,
  };
  const scripted = host()
    .on("invoice_set", () => billingMonth({ closing }))
    .on("month_close", () => billingMonth({ closing }));
  renderApp(scripted, AUGUST);
  const field = await screen.findByRole("textbox", { name: "Total of the invoice" });
  scripted.on("billing_month", ({ month }) => billingMonth({ month, closing }));
  await userEvent.type(field, "29,970.38{Enter}");
  expect(scripted.asked("invoice_set")).toEqual([{ month: "2026-08", total: "29,970.38" }]);
  scripted.tell({ kind: "ledger" });
  expect(await screen.findByText(/The invoice is/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Close the month…" }));
  const dialog = await screen.findByRole("dialog", { name: "Close August 2026" });
  await userEvent.type(within(dialog).getByRole("textbox", { name: /Note/ }), "Signed.");
  await userEvent.click(within(dialog).getByRole("button", { name: "Close August 2026" }));
  await waitFor(() =>
    expect(scripted.asked("month_close")).toEqual([
      { month: "2026-08", closed: true, note: "Signed." },
    ]),
  );
});

test("a closed month that changed, an old reading and a log that says otherwise are said", async () => {
  const changed = {
    invoice: null,
    difference: null,
    note: "",
    closedAt: "2026-09-02T09:00:00Z",
    changed: true,
  };
  const down = fault({ code: "provider", message: "The provider answered 503." });
  const scripted = host()
    .on("billing_month", ({ month }) => billingMonth({ month, closing: changed, fault: down }))
    .on("ledger", () => ledgerView({ differences: ["Transaction tx-9: the log says 2, …"] }));
  renderApp(scripted, AUGUST);
  expect(await screen.findByText("Closed, and changed since.")).toBeTruthy();
  expect(screen.getByText(/The provider answered 503/)).toBeTruthy();
  expect(await screen.findByText(/Transaction tx-9/)).toBeTruthy();
});

test("all months are read on demand, with how far it is, and that can be stopped", async () => {
  const scripted = host().on("ledger", () => ledgerView({ months: [], syncedAt: null }));
  renderApp(scripted, AUGUST);
  await userEvent.click(await screen.findByRole("button", { name: "Read all months" }));
  expect(scripted.asked("ledger_sync")).toHaveLength(1);
  scripted.on("ledger", () =>
    ledgerView({ running: true, reading: "2026-07", done: 2, of: 14, syncedAt: null }),
  );
  scripted.tell({ kind: "ledger" });
  expect(await screen.findByText("Reading July 2026, 2 of 14")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Stop after this one" }));
  expect(scripted.asked("ledger_stop")).toHaveLength(1);
});

test("rules for cost centres are tried as they are typed and kept in their order", async () => {
  const scripted = host().on("cost_rules_set", ({ rules }) => rules);
  renderApp(scripted, AUGUST);
  await userEvent.click(await screen.findByRole("button", { name: "Cost centres" }));
  const dialog = await screen.findByRole("dialog", { name: "Cost centres" });
  await userEvent.click(within(dialog).getByRole("button", { name: "Add a rule" }));
  await userEvent.type(
    within(dialog).getByRole("textbox", { name: "Name pattern of rule 1" }),
    "train-*",
  );
  await userEvent.type(
    within(dialog).getByRole("textbox", { name: "Cost centre of rule 1" }),
    "Research",
  );
  expect(await within(dialog).findByText("takes 3")).toBeTruthy();
  await userEvent.click(within(dialog).getByRole("button", { name: "Keep the rules" }));
  await waitFor(() =>
    expect(scripted.asked("cost_rules_set")).toEqual([
      { rules: [{ name: "train-*", tag: "", part: null, costCentre: "Research" }] },
    ]),
  );
});

test("twelve months stand as bars and as a table, and lead to one", async () => {
  const { search } = renderApp(host(), "/billing?view=year");
  const table = await screen.findByRole("table", { name: "Charges per month" });
  expect(within(table).getAllByRole("row")).toHaveLength(13);
  expect(within(table).getByRole("row", { name: /Sept 2025/ }).textContent).toContain("Not read");
  await userEvent.click(within(table).getByRole("button", { name: "Mar 2026" }));
  await waitFor(() => expect(search()).toMatchObject({ month: "2026-03", view: "statement" }));
});

test("pages of lines begin anew with what narrows them", async () => {
  const scripted = host().on("ledger_lines", ({ offset }) => ledgerLines({ offset, total: 250 }));
  renderApp(scripted, AUGUST);
  await userEvent.click(await screen.findByRole("button", { name: "Next" }));
  await waitFor(() => expect(scripted.asked("ledger_lines").at(-1)?.offset).toBe(100));
  const groups = screen.getByRole("region", { name: "By machine" });
  await userEvent.click(within(groups).getByRole("button", { name: "train-sd-11" }));
  await waitFor(() =>
    expect(scripted.asked("ledger_lines").at(-1)).toMatchObject({ key: "vm-11", offset: 0 }),
  );
});

test("what is stopped and billed on stands beside the month that is not over, and leads to its machine", async () => {
  const machine = {
    id: "vm-9",
    name: "notebook-ana",
    kind: "vm",
    priceNow: "1.99",
    priceReleased: "0.10",
    saves: "1.89",
    off: null,
  } as const;
  const stopped = { machines: [machine], saves: "1.89", savesPerDay: "45.36", costs: "1.99" };
  const scripted = host()
    .on("overview", () => overview({ stopped }))
    .on("billing_month", ({ month }) => billingMonth({ month, over: month !== "2026-10" }));
  const { search } = renderApp(scripted, "/billing?month=2026-10");
  const section = await screen.findByRole("region", { name: "Stopped, but still billed" });
  expect(section.textContent).toContain("notebook-ana$1.99/h");
  expect(section.textContent).toContain("Releasing saves $1.89/h, $45.36/day.");
  await userEvent.click(within(section).getByRole("link", { name: "notebook-ana" }));
  await waitFor(() => expect(search()).toMatchObject({ id: "vm-9" }));
});

test("a month that is over has nothing that is stopped now", async () => {
  renderApp(host(), AUGUST);
  await chart();
  expect(screen.queryByText("Stopped, but still billed")).toBeNull();
});
