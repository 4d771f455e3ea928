import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { billingMonth, months } from "../../testing/financeFixtures";
import { signedInHost } from "../../testing/hosts";
import { chartView, withLedger } from "../../testing/ledgerFixtures";
import { axeFindings, renderApp } from "../../testing/render";
import type { ScriptedHost } from "../../testing/scriptedHost";

// There is no canvas here; that it draws is seen in Chromium.
const pngOf = vi.hoisted(() => vi.fn(async () => "cGl4ZWxz"));
vi.mock("../../design/charts/png", () => ({ pngOf }));

const AUGUST = "/billing?month=2026-08";

function host(): ScriptedHost {
  return withLedger(signedInHost())
    .on("billing_months", () => ({ months, whole: true }))
    .on("billing_month", ({ month }) => billingMonth({ month }));
}

const chart = (name: RegExp) => screen.findByRole("slider", { name });

async function save(kind: "SVG" | "PNG"): Promise<void> {
  await userEvent.click(screen.getByRole("button", { name: "Save the chart" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: new RegExp(kind) }));
}

/** Once the charting library is loaded and has drawn. */
const drawn = () => waitFor(() => expect(document.querySelector(".echart svg path")).toBeTruthy());

test("a month's chart is saved as SVG with its title, its layers by name and their totals", async () => {
  const named = chartView();
  const [first] = named.series;
  if (first) first.label = 'a <b> & "c"';
  const scripted = host().on("billing_chart", ({ by }) => ({ ...named, by }));
  renderApp(scripted, AUGUST);
  await chart(/^Charges per day/);
  await drawn();
  await save("SVG");
  await waitFor(() => expect(scripted.asked("chart_save")).toHaveLength(1));
  const [saved] = scripted.asked("chart_save");
  expect(saved).toMatchObject({ name: "voltdeck-charges-2026-08-by-machine", kind: "svg" });
  const svg = saved?.data ?? "";
  expect(svg.startsWith("<svg")).toBe(true);
  // The library escapes what is lettered, and not the font: a quotation mark in it would end its attribute.
  expect(svg).toContain("a &lt;b&gt; &amp; &quot;c&quot;  $12,407.75");
  expect(svg).not.toMatch(/style="[^"]*"[^\s/>]/);
  for (const said of ["Charges per day by machine, August 2026", "train-sd-11", "Balance"]) {
    expect(svg).toContain(said);
  }
  expect(await screen.findByText("Chart saved")).toBeTruthy();
  expect(screen.getByText(/voltdeck-charges-2026-08-by-machine\.svg$/)).toBeTruthy();
});

test("twelve months are saved as PNG, drawn from the same picture", async () => {
  const scripted = host();
  renderApp(scripted, "/billing?view=year");
  const bars = await chart(/^Charges per month/);
  await drawn();
  bars.focus();
  await userEvent.keyboard("{ArrowRight}{ArrowRight}");
  expect(bars.getAttribute("aria-valuetext")).toBe(
    "November 2025, $930.76, Virtual machines $861.14, Disks of VMs $45.56, Storage $24.05",
  );
  await save("PNG");
  await waitFor(() =>
    expect(scripted.asked("chart_save")).toEqual([
      { name: "voltdeck-charges-12-months-to-2026-09", kind: "png", data: "cGl4ZWxz" },
    ]),
  );
  expect(pngOf).toHaveBeenCalledWith(
    expect.objectContaining({ svg: expect.stringContaining("12 months to September 2026") }),
  );
});

test("a chart that cannot be drawn or written says so, and nothing is sent on a guess", async () => {
  const scripted = host();
  renderApp(scripted, AUGUST);
  await chart(/^Charges per day/);
  await drawn();
  pngOf.mockRejectedValueOnce(new Error("no canvas"));
  await save("PNG");
  expect(await screen.findByText(/could not be made into a picture/)).toBeTruthy();
  expect(scripted.asked("chart_save")).toEqual([]);
  const message = "No file could be written to /books: you may not write there.";
  scripted.fail("chart_save", { code: "local", message });
  await save("SVG");
  expect(await screen.findByText(message)).toBeTruthy();
});

test("the table has no picture: the menu is off with its reason", async () => {
  renderApp(host(), AUGUST);
  await chart(/^Charges per day/);
  await userEvent.click(screen.getByRole("button", { name: "Show as a table" }));
  const menu = screen.getByRole("button", { name: "Save the chart" });
  expect(menu.getAttribute("aria-disabled")).toBe("true");
  await userEvent.click(menu);
  expect(screen.queryByRole("menu")).toBeNull();
});

test("patterns go with chart and legend, and stay from the month to the year", async () => {
  renderApp(host(), AUGUST);
  await chart(/^Charges per day/);
  const groups = await screen.findByRole("region", { name: "By machine" });
  const swatches = () => groups.querySelectorAll(".sw.patterned").length;
  expect(swatches()).toBe(0);
  await userEvent.click(screen.getByRole("button", { name: "Patterns beside colours" }));
  expect(swatches()).toBe(3);
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(screen.getByRole("radio", { name: "12 months" }));
  const table = await screen.findByRole("table", { name: "Charges per month" });
  expect(table.querySelectorAll(".sw.patterned")).toHaveLength(4);
  await userEvent.click(screen.getByRole("button", { name: "Colours alone" }));
  expect(within(table).queryAllByRole("row").length).toBe(13);
  expect(table.querySelectorAll(".sw.patterned")).toHaveLength(0);
});
