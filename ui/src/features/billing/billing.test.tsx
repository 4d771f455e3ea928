import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { budget, withBudgets } from "../../testing/budgetFixtures";
import { billingMonth, linesView, months, transaction } from "../../testing/financeFixtures";
import { appState, profile, sandboxProfile } from "../../testing/fixtures";
import { signedInHost } from "../../testing/hosts";
import { withLedger } from "../../testing/ledgerFixtures";
import { axeFindings, renderApp } from "../../testing/render";
import { fault, type ScriptedHost } from "../../testing/scriptedHost";

function host(state = appState()): ScriptedHost {
  return withLedger(signedInHost(state))
    .on("billing_months", () => ({ months, whole: true }))
    .on("billing_month", ({ month }) => billingMonth({ month }))
    .on("billing_lines", () => linesView());
}

test("a month reads as one sum, with when it was read and that it reconciles", async () => {
  renderApp(host(), "/billing?month=2026-08");
  expect(await screen.findByText("Reconciled to the cent")).toBeTruthy();
  const sums = screen.getByRole("complementary", { name: "Sums" });
  expect(sums.textContent).toContain("Refunds and credits taken off$311.00");
  expect(sums.textContent).toContain("11 lines, read");
  expect(sums.textContent).toContain("Signs as printed");
  expect(screen.getByText("Balance 31 August")).toBeTruthy();
  expect(await axeFindings()).toEqual([]);
});

test("the newest month comes first, and older ones are a press away", async () => {
  const scripted = host();
  const { search } = renderApp(scripted, "/billing");
  await screen.findByText("Reconciled to the cent");
  expect(scripted.asked("billing_month")).toEqual([{ month: "2026-09" }]);
  const after = screen.getByRole("button", { name: "Month after" });
  expect(after.getAttribute("aria-disabled")).toBe("true");
  await userEvent.click(screen.getByRole("button", { name: "Month before" }));
  await waitFor(() => expect(scripted.asked("billing_month")[1]).toEqual({ month: "2026-08" }));
  expect(search()).toMatchObject({ month: "2026-08" });
});

test("a month that does not add up says by how much, to the last digit, and lists what is unreadable", async () => {
  const broken = billingMonth({
    spent: null,
    unreconciled: { reason: "The lines do not sum.", difference: "-1.000001", explaining: [] },
    unreadable: [{ label: "Line 12", reason: "id: missing", counted: false }],
  });
  renderApp(
    host().on("billing_month", () => broken),
    "/billing?month=2026-08",
  );
  expect((await screen.findByText("Not reconciled.")).closest(".banner")?.textContent).toContain(
    "The difference is \u2212$1.000001.",
  );
  expect(screen.queryByText("Reconciled to the cent")).toBeNull();
  const list = screen.getByRole("region", { name: "One line could not be read" });
  expect(list.textContent).toContain("Line 12 id: missing");
});

test("a month without lines, and one that cannot be read, say so", async () => {
  const empty = billingMonth({ parts: [], days: [], lines: 0 });
  const scripted = host().on("billing_month", () => empty);
  renderApp(scripted, "/billing?month=2026-08");
  expect(await screen.findByText("Nothing was booked in this month")).toBeTruthy();
  scripted.fail("billing_month", { code: "provider", message: "The provider answered 503." });
  await userEvent.click(screen.getByRole("button", { name: "Read again" }));
  expect(await screen.findByText(/The provider answered 503/)).toBeTruthy();
  expect(screen.getByText("Nothing was booked in this month")).toBeTruthy();
});

test("a month that has not begun is refused by the core, in its words", async () => {
  const message = "October 2031 has not begun yet (in UTC), so it has no report.";
  const scripted = host().fail("billing_month", { code: "invalid", field: "month", message });
  renderApp(scripted, "/billing?month=2031-10");
  expect(await screen.findByText(message)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
});

test("lines show what they are for, as printed, and pages are turned", async () => {
  const scripted = host().on("billing_lines", ({ offset }) =>
    linesView({
      offset,
      total: 120,
      hasPrevious: offset > 0,
      hasNext: offset < 100,
      lines: [
        transaction({ subject: null }),
        transaction({ id: "t2", note: "Credit", amount: null }),
      ],
    }),
  );
  renderApp(scripted, "/billing?view=lines");
  const table = await screen.findByRole("table", { name: "Transactions" });
  expect(table.textContent).toContain("00000000-0000-4000-8000-000000000003");
  expect(table.textContent).toContain("not readable");
  expect(table.textContent).toContain("Credit");
  expect(screen.getByText("1 to 2 of 120")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Next" }));
  expect(await screen.findByText("51 to 52 of 120")).toBeTruthy();
  expect(scripted.asked("billing_lines")[1]).toMatchObject({ offset: 50 });
  expect(await axeFindings()).toEqual([]);
});

test("lines are narrowed by kind and days, and a wrong day is said at its field", async () => {
  const message = "The last day lies before the first.";
  const scripted = host().on("billing_lines", ({ earliest, latest }) =>
    latest !== "" && latest < earliest
      ? Promise.reject(fault({ code: "invalid", field: "latest", message }))
      : linesView(),
  );
  const { search } = renderApp(scripted, "/billing?view=lines");
  await screen.findByText("eval-nightly", { selector: "tr:first-child *" });
  await userEvent.click(screen.getByRole("button", { name: "Bare metal" }));
  await userEvent.type(screen.getByLabelText("First day"), "2026-09-02{Enter}");
  await userEvent.type(screen.getByLabelText("Last day"), "2026-09-01{Enter}");
  expect((await screen.findByRole("alert")).textContent).toBe(message);
  expect(screen.getByLabelText("Last day").getAttribute("aria-invalid")).toBe("true");
  expect(search()).toMatchObject({
    types: ["baremetal"],
    earliest: "2026-09-02",
    latest: "2026-09-01",
  });
  expect(scripted.asked("billing_lines").at(-1)).toMatchObject({
    types: ["baremetal"],
    earliest: "2026-09-02",
    offset: 0,
  });
  await userEvent.click(screen.getByRole("button", { name: "Show all" }));
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
});

test("no line at all, and none that fits, are different things", async () => {
  const none = linesView({ lines: [], total: 0 });
  const scripted = host().on("billing_lines", () => none);
  renderApp(scripted, "/billing?view=lines");
  expect(await screen.findByText("Nothing was ever booked")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Storage" }));
  expect(await screen.findByText("No transaction fits the filters")).toBeTruthy();
});

test("the account's organization and currency stand at the head, the currency as a label only", async () => {
  const labelled = appState({
    active: "p1",
    profiles: [sandboxProfile, profile({ organizationId: "org-7f3a", currency: "EUR" })],
  });
  renderApp(host(labelled), "/billing?month=2026-08");
  const head = (await screen.findByText("org-7f3a")).closest("p");
  expect(head?.textContent).toContain("Currency EUR");
  expect(head?.textContent).toContain("amounts are in USD");
  await userEvent.click(screen.getByRole("radio", { name: "Lines" }));
  expect(await screen.findByRole("button", { name: "Previous" })).toBeTruthy();
  expect(screen.getByText("org-7f3a")).toBeTruthy();
});

test("this month stands beside its budget, and a month that is over does not", async () => {
  const scripted = withBudgets(host(), [budget()]).on("billing_month", ({ month }) =>
    billingMonth({ month, over: month !== "2026-09" }),
  );
  renderApp(scripted, "/billing");
  const sums = await screen.findByRole("complementary", { name: "Sums" });
  expect(await within(sums).findByText("Forecast", { exact: false })).toBeTruthy();
  expect(sums.textContent).toContain("May cost$25,000.00");
  expect(sums.textContent).toContain("Left$17,266.78");
  await userEvent.click(within(sums).getByRole("button", { name: "Change" }));
  expect(await screen.findByRole("dialog", { name: "Change the budget" })).toBeTruthy();
  await userEvent.keyboard("{Escape}");
  await userEvent.click(screen.getByRole("button", { name: "Month before" }));
  await waitFor(() => expect(screen.queryByText("May cost")).toBeNull());
});
