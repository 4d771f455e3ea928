import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import type { ExportsView } from "../../host/types";
import { exportEnd, exportFault, exportRun, exportsView } from "../../testing/exportFixtures";
import { billingMonth, linesView, months } from "../../testing/financeFixtures";
import { signedInHost } from "../../testing/hosts";
import { withLedger } from "../../testing/ledgerFixtures";
import { axeFindings, renderApp } from "../../testing/render";
import { fault, type ScriptedHost } from "../../testing/scriptedHost";
import { forgetExports } from "./export/seen";

const AUGUST = "/billing?month=2026-08";

beforeEach(forgetExports);

function host(view?: ExportsView): ScriptedHost {
  const scripted = withLedger(signedInHost())
    .on("billing_months", () => ({ months, whole: true }))
    .on("billing_month", ({ month }) => billingMonth({ month }))
    .on("billing_lines", () => linesView());
  return view ? scripted.on("exports", () => view) : scripted;
}

/** From here on core tells this, as after an event. */
function now(scripted: ScriptedHost, view: ExportsView): void {
  scripted.on("exports", () => view);
  scripted.tell({ kind: "exports" });
}

const dialog = () => screen.findByRole("dialog", { name: "Export billing" });
const press = async (name: string | RegExp, within_?: HTMLElement) => {
  const place = within_ ? within(within_) : screen;
  await userEvent.click(await place.findByRole("button", { name }));
};
const kind = async (name: RegExp) => userEvent.click(await screen.findByRole("radio", { name }));
const choose = async (field: RegExp, option: string) => {
  await press(field);
  await userEvent.click(await screen.findByRole("option", { name: option }));
};

test("the month that is shown is exported, its progress seen, its files opened and shown", async () => {
  const scripted = host();
  const { search } = renderApp(scripted, AUGUST);
  await press("Export…");
  const open = await dialog();
  expect(search()).toMatchObject({ month: "2026-08", export: true });
  expect(open.textContent).toContain("/home/ana/Documents/voltdeck");
  for (const one of within(open).getAllByRole("radio")) {
    expect(one.closest("label")?.querySelector(".help")?.textContent).toBeTruthy();
  }
  expect(await axeFindings()).toEqual([]);
  await press("Export", open);
  expect(scripted.asked("export_start")).toEqual([
    { kind: "workbook", first: "2026-08", last: "2026-08", folder: "", replace: false },
  ]);
  expect(await within(open).findByText("12,500 of 50,000 lines")).toBeTruthy();
  expect(within(open).getByRole("img", { name: "12,500 of 50,000 lines" })).toBeTruthy();
  expect(open.textContent).toContain("Exporting Workbook, XLSX, August 2026");
  expect(await axeFindings()).toEqual([]);

  const path = "/home/ana/Documents/voltdeck/voltdeck-2026-08.xlsx";
  const august = { kind: "workbook", first: "2026-08", last: "2026-08" } as const;
  now(scripted, exportsView({ last: exportEnd({ ...august, id: 7, files: [path], lines: 74 }) }));
  expect(await within(open).findByText("1 file, 74 lines")).toBeTruthy();
  expect(open.textContent).toContain("Exported");
  expect(open.textContent).toContain(path);
  expect(within(open).getByRole("region", { name: "What to know of it" }).textContent).toContain(
    "37 rows; BilledCost sums to",
  );
  await press("Open voltdeck-2026-08.xlsx", open);
  await press("Show voltdeck-2026-08.xlsx in its folder", open);
  expect(scripted.asked("export_open")).toEqual([
    { id: 7, file: 0, folder: false },
    { id: 7, file: 0, folder: true },
  ]);
  expect(await axeFindings()).toEqual([]);
  await press("Close", open);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  // What was seen is not told of again.
  expect(screen.queryByRole("region", { name: "Export" })).toBeNull();
});

test("a span of months goes from the first to the last, and does not end before it begins", async () => {
  const scripted = host();
  renderApp(scripted, `${AUGUST}&export=true`);
  const open = await dialog();
  await kind(/^Lines, CSV/);
  await choose(/From/, "June 2026");
  await choose(/From/, "September 2026");
  await choose(/From/, "July 2026");
  await press("Export", open);
  expect(scripted.asked("export_start")).toEqual([
    { kind: "linesCsv", first: "2026-07", last: "2026-09", folder: "", replace: false },
  ]);
});

test("a kind of one month takes one, whatever span stood there before", async () => {
  const scripted = host();
  renderApp(scripted, `${AUGUST}&export=true`);
  const open = await dialog();
  await kind(/^FOCUS 1.2, CSV/);
  await choose(/From/, "June 2026");
  await kind(/^Statement, CSV/);
  expect(within(open).queryByRole("button", { name: /To/ })).toBeNull();
  await press("Export", open);
  expect(scripted.asked("export_start")[0]).toMatchObject({ first: "2026-06", last: "2026-06" });
});

test("it goes elsewhere where that is typed, and what is wrong with it stands at the field", async () => {
  const message = "Give the whole path, from the root or from ~/.";
  const scripted = host().fail("export_start", { code: "invalid", field: "folder", message });
  renderApp(scripted, `${AUGUST}&export=true`);
  const open = await dialog();
  await press("Save elsewhere…", open);
  const field = within(open).getByRole("textbox", { name: "Folder" });
  expect(document.activeElement).toBe(field);
  await userEvent.type(field, "books");
  await press("Export", open);
  expect((await within(open).findByRole("alert")).textContent).toBe(message);
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(scripted.asked("export_start")[0]).toMatchObject({ folder: "books" });
  await userEvent.type(field, "/");
  await waitFor(() => expect(within(open).queryByRole("alert")).toBeNull());
  await press("Use the folder that is set", open);
  expect(within(open).queryByRole("textbox", { name: "Folder" })).toBeNull();
});

test("an error of no field stands in the dialog with its next step", async () => {
  const scripted = host().fail("export_start", {
    code: "notAllowed",
    message: "Another export runs. Nothing was begun.",
  });
  renderApp(scripted, `${AUGUST}&export=true`);
  await press("Export", await dialog());
  expect((await screen.findByText(/Another export runs/)).textContent).toContain("choose again");
});

test("FOCUS without an Organization ID is off, says so, and leads to where it is set", async () => {
  const scripted = host(exportsView({ hasOrganization: false }));
  renderApp(scripted, `${AUGUST}&export=true`);
  const open = await dialog();
  expect(within(open).queryByText("No Organization ID.")).toBeNull();
  await kind(/^FOCUS 1.2, Parquet/);
  expect(await within(open).findByText("No Organization ID.")).toBeTruthy();
  const go = within(open).getByRole("button", { name: "Export" });
  expect(go.getAttribute("aria-disabled")).toBe("true");
  await userEvent.click(go);
  expect(scripted.asked("export_start")).toEqual([]);
  expect(await axeFindings()).toEqual([]);
  await press("Set it for this account", open);
  const edit = await screen.findByRole("dialog", { name: /^Edit / });
  expect(within(edit).getByRole("textbox", { name: /Organization ID/ })).toBeTruthy();
  await userEvent.keyboard("{Escape}");
  now(scripted, exportsView());
  await waitFor(() => expect(screen.queryByText("No Organization ID.")).toBeNull());
  expect(within(await dialog()).getByRole("button", { name: "Export" })).not.toHaveProperty(
    "aria-disabled",
    "true",
  );
});

test("the dialog may be closed: how far it is stays above every view, and it can be stopped there", async () => {
  const scripted = host(exportsView({ running: exportRun() }));
  scripted.on("export_stop", () => exportsView({ running: exportRun({ stopping: true }) }));
  renderApp(scripted, `${AUGUST}&export=true`);
  await press("Close", await dialog());
  const strip = await screen.findByRole("region", { name: "Export" });
  expect(strip.textContent).toContain("Exporting FOCUS 1.2, Parquet, June 2026 to August 2026");
  await userEvent.click(screen.getByRole("radio", { name: "12 months" }));
  await userEvent.click(screen.getByRole("radio", { name: "Lines" }));
  await screen.findByRole("table", { name: "Transactions" });
  const still = screen.getByRole("region", { name: "Export" });
  expect(still.textContent).toContain("12,500 of 50,000 lines");
  await press("Stop", still);
  expect(scripted.asked("export_stop")).toEqual([{}]);
  await waitFor(() => expect(still.textContent).toContain("Stopping FOCUS"));
  expect(within(still).getByRole("button", { name: "Stop" }).getAttribute("aria-disabled")).toBe(
    "true",
  );
  expect(await axeFindings()).toEqual([]);
  now(scripted, exportsView({ last: exportFault("cancelled") }));
  const ended = await screen.findByText(/^Stopped: FOCUS/);
  expect(ended).toBeTruthy();
  await press("Put the export away");
  expect(screen.queryByRole("region", { name: "Export" })).toBeNull();
});

test("files that are there already are replaced only where that is said, in the same folder", async () => {
  const scripted = host();
  renderApp(scripted, `${AUGUST}&export=true`);
  const open = await dialog();
  await kind(/^FOCUS 1.2, CSV/);
  await press("Save elsewhere…", open);
  await userEvent.type(within(open).getByRole("textbox", { name: "Folder" }), "~/books");
  expect(within(open).queryByRole("button", { name: /Replace/ })).toBeNull();
  await press("Export", open);
  const asked = { kind: "focusCsv", first: "2026-08", last: "2026-08" } as const;
  now(scripted, exportsView({ last: exportFault("exists", { ...asked, id: 2 }) }));
  expect(await within(open).findByText("Files of the same are there already.")).toBeTruthy();
  expect(open.textContent).toContain("Replace them, or choose another folder.");
  expect(await axeFindings()).toEqual([]);
  await press("Replace the files", open);
  expect(scripted.asked("export_start")[1]).toEqual({ ...asked, folder: "~/books", replace: true });
});

test("where nobody knows any more whereto it was asked, nothing is replaced on a guess", async () => {
  const scripted = host(exportsView({ last: exportFault("exists", { id: 3 }) }));
  renderApp(scripted, AUGUST);
  await press("Show why", await screen.findByRole("region", { name: "Export" }));
  const open = await dialog();
  expect(within(open).queryByRole("button", { name: "Replace the files" })).toBeNull();
  expect(open.textContent).toContain("Export it once more to be asked whether to replace them");
  await press("Change and export again…", open);
  expect(within(open).getByRole("radio", { name: /^FOCUS 1.2, Parquet/ })).toHaveProperty(
    "checked",
    true,
  );
  expect(within(open).getByRole("button", { name: /From/ }).textContent).toContain("June 2026");
});

test("an export that failed says why and what to do, and keeps what was asked", async () => {
  const scripted = host();
  renderApp(scripted, `${AUGUST}&export=true`);
  const open = await dialog();
  await press("Save elsewhere…", open);
  await userEvent.type(within(open).getByRole("textbox", { name: "Folder" }), "/full");
  await press("Export", open);
  const august = { kind: "workbook", first: "2026-08", last: "2026-08" } as const;
  now(scripted, exportsView({ last: exportFault("local", { ...august, id: 4 }) }));
  expect((await within(open).findByRole("alert")).textContent).toContain(
    "no space is left on the disk",
  );
  expect(within(open).queryByRole("button", { name: /Replace/ })).toBeNull();
  await press("Change and export again…", open);
  expect(within(open).getByRole("textbox", { name: "Folder" })).toHaveProperty("value", "/full");
});

test("where no month was read there is nothing to export, and reading begins from there", async () => {
  const scripted = host(exportsView({ months: [] }));
  renderApp(scripted, "/billing?export=true");
  const open = await dialog();
  expect(await within(open).findByText("No month was read yet")).toBeTruthy();
  expect(await axeFindings()).toEqual([]);
  await press("Read all months", open);
  expect(scripted.asked("ledger_sync")).toEqual([{}]);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("what can be exported may fail to be read, and is asked again", async () => {
  const scripted = host().fail("exports", { message: "The store could not be read." });
  renderApp(scripted, `${AUGUST}&export=true`);
  const open = await dialog();
  expect(await within(open).findByText("What can be exported could not be read")).toBeTruthy();
  scripted.on("exports", () => exportsView());
  await press("Try again", open);
  expect(await within(open).findByRole("radio", { name: /^Workbook/ })).toBeTruthy();
});

test("a file that cannot be opened says so where it stands", async () => {
  const scripted = host(exportsView({ last: exportEnd({ id: 5 }) })).on("export_open", () =>
    Promise.reject(fault({ code: "gone", message: "The file is not there any more." })),
  );
  renderApp(scripted, AUGUST);
  await press("Show files", await screen.findByRole("region", { name: "Export" }));
  const open = await dialog();
  expect(within(open).getByText("3 files, 37 lines")).toBeTruthy();
  await press("Open voltdeck-org-7f3a-2026-07.parquet", open);
  expect(scripted.asked("export_open")).toEqual([{ id: 5, file: 1, folder: false }]);
  expect(await within(open).findByText(/not there any more/)).toBeTruthy();
  await press("Export something else…", open);
  expect(within(open).getByRole("radio", { name: /^Workbook/ })).toHaveProperty("checked", true);
});
