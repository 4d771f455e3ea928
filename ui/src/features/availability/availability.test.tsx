import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { availability, withFinance } from "../../testing/financeFixtures";
import { signedInHost } from "../../testing/hosts";
import { axeFindings, renderApp } from "../../testing/render";
import { fault } from "../../testing/scriptedHost";
import { deployHost } from "../../testing/wizard";

const AT = "/deploy/availability";
const host = (scene = "") => withFinance(signedInHost(), scene);

test("presets, bare metal and host nodes stand in one view with when they were read", async () => {
  renderApp(host(), AT);
  const presets = await screen.findByRole("table", { name: "Virtual machines" });
  expect(within(presets).getAllByRole("row")).toHaveLength(4);
  const metal = screen.getByRole("table", { name: "Bare metal" });
  expect(metal.textContent).toContain("InfiniBand");
  expect(metal.textContent).toContain("64 GPUs");
  const nodes = screen.getByRole("table", { name: "Places and host nodes" });
  expect(nodes.textContent).toContain("Allen, Texas, USA");
  expect(screen.getByText(/^cannot be chosen: the provider chooses the place/)).toBeTruthy();
  const [node] = within(nodes).getAllByRole("button", { name: /^Host node / });
  const row = node?.closest("tr");
  expect(row?.textContent).toContain("Cannot be chosen");
  expect(row?.title).toContain("Cannot be chosen");
  expect(screen.getByText(/^Read/)).toBeTruthy();
  expect(await axeFindings()).toEqual([]);
});

test("in stock only is asked of the provider", async () => {
  const scripted = host();
  renderApp(scripted, AT);
  const presets = await screen.findByRole("table", { name: "Virtual machines" });
  await userEvent.click(screen.getByRole("checkbox", { name: "In stock only" }));
  await waitFor(() => expect(within(presets).getAllByRole("row")).toHaveLength(3));
  expect(scripted.asked("availability")).toEqual([{ inStockOnly: false }, { inStockOnly: true }]);
});

test("rows lead to their wizards with the hardware chosen; what is sold out says so", async () => {
  renderApp(host(), AT);
  const one = await screen.findByRole("link", { name: "Deploy 1 × H100" });
  expect(one.getAttribute("href")).toBe("/deploy/vm?preset=ps-1");
  const when = screen.getByRole("link", { name: "Deploy when available: 8 × H100" });
  expect(when.getAttribute("href")).toBe("/deploy/vm?preset=ps-8&when=true");
  expect(screen.getByRole("button", { name: "Tell me when 8 × H100 is in stock" })).toBeTruthy();
  const metal = screen.getByRole("link", {
    name: "Deploy bare metal, Allen, Texas, USA, InfiniBand",
  });
  expect(metal.getAttribute("href")).toMatch(
    /^\/deploy\/bare-metal\?location=loc-1&network=infiniband$/,
  );
});

test("the wizard starts with the preset that led to it", async () => {
  renderApp(deployHost(), "/deploy/vm?preset=preset-2");
  const two = await screen.findByRole<HTMLInputElement>("radio", { name: /2 × H100/ });
  expect(two.checked).toBe(true);
});

test("each part fails by itself, with a way to try again", async () => {
  const down = fault({ code: "provider", message: "The provider answered 503." });
  const scripted = host().on("availability", () =>
    availability({ bareMetal: [], bareMetalFault: down }),
  );
  renderApp(scripted, AT);
  expect(await screen.findByText("Bare metal could not be read")).toBeTruthy();
  expect(screen.getByRole("table", { name: "Virtual machines" })).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(scripted.asked("availability")).toHaveLength(2));
});

test("what is missing of a list is said beside what is there", async () => {
  const some = fault({ code: "provider", message: "One of the places cannot be read." });
  renderApp(
    host().on("availability", () => availability({ locationsFault: some })),
    AT,
  );
  expect(await screen.findByText(/One of the places cannot be read/)).toBeTruthy();
  expect(screen.getByRole("table", { name: "Places and host nodes" })).toBeTruthy();
});

test("search and order narrow and turn every part", async () => {
  renderApp(host(), AT);
  const metal = await screen.findByRole("table", { name: "Bare metal" });
  const firstOf = () => within(metal).getAllByRole("row")[1]?.textContent;
  expect(firstOf()).toContain("InfiniBand");
  await userEvent.click(screen.getByRole("radio", { name: "By price" }));
  expect(firstOf()).toContain("Ethernet");
  await userEvent.type(screen.getByRole("textbox", { name: "Search" }), "salt lake");
  expect(await screen.findByText("No bare metal fits")).toBeTruthy();
  const nodes = screen.getByRole("table", { name: "Places and host nodes" });
  expect(nodes.textContent).not.toContain("Allen");
});

test("a host node and its place are read by id in a panel that Escape closes", async () => {
  const scripted = host();
  renderApp(scripted, AT);
  const name = "Host node 00000000-0000-4000-8000-000000000002";
  const button = await screen.findByRole("button", { name });
  await userEvent.click(button);
  const panel = await screen.findByRole("complementary", { name: "Host node" });
  expect(await within(panel).findByText(/20000 20001/)).toBeTruthy();
  expect(panel.textContent).toContain("$1.6443");
  expect(panel.textContent).toContain("It cannot be chosen");
  expect(scripted.asked("hostnode")).toEqual([{ id: "00000000-0000-4000-8000-000000000002" }]);
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(within(panel).getByRole("button", { name: "Allen, Texas, USA" }));
  expect(await screen.findByRole("complementary", { name: "Allen, Texas, USA" })).toBeTruthy();
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("complementary", { name: "Allen, Texas, USA" })).toBeNull();
});

test("nothing in stock, and nothing at all, say what to do", async () => {
  const scripted = host().on("availability", () =>
    availability({ presets: [], bareMetal: [], locations: [] }),
  );
  renderApp(scripted, AT);
  expect(await screen.findByText("The provider offers no presets")).toBeTruthy();
  await userEvent.click(screen.getByRole("checkbox", { name: "In stock only" }));
  expect(await screen.findByText("No preset is in stock")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Show sold out ones" }));
  expect(await screen.findByText("The provider offers no presets")).toBeTruthy();
});

test("where nothing could be read, the reason stands there", async () => {
  const scripted = host().fail("availability", { code: "offline", message: "No answer." });
  renderApp(scripted, AT);
  expect(await screen.findByText("What can be had could not be read")).toBeTruthy();
});
