import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { appState, fleet, overview } from "../../../testing/fixtures";
import { busyFleet, longFleet, scriptInstances } from "../../../testing/instanceFixtures";
import { axeFindings, renderApp } from "../../../testing/render";
import { metalFleet, youngRental } from "../../../testing/rentalFixtures";
import { fault, ScriptedHost } from "../../../testing/scriptedHost";

function open(at = "/instances", machines = busyFleet()) {
  const host = new ScriptedHost({ app_state: () => appState(), overview: () => overview() });
  scriptInstances(host, machines);
  return { host, user: userEvent.setup(), ...renderApp(host, at) };
}

const table = () => screen.findByRole("table", { name: "Instances" });
const row = (name: string) => screen.findByRole("button", { name });

/** The names in the table from top to bottom. */
async function names(): Promise<string[]> {
  const body = (await table()).querySelector("tbody");
  return [...(body?.querySelectorAll("button.open") ?? [])].map(
    (button) => button.textContent ?? "",
  );
}

afterEach(() => vi.restoreAllMocks());

describe("the list", () => {
  it("shows state, price, address, cost and tags, dearest first, with the sum", async () => {
    open();
    expect((await names()).slice(0, 2)).toEqual(["train-llama-07", "train-llama-08"]);
    const text = (await row("eval-c")).closest("tr")?.textContent;
    for (const part of ["Stopped", "billed in full", "$3.98/h", "147.185.40.63:20051", "$938.62"]) {
      expect(text).toContain(part);
    }
    expect((await screen.findByText(/13 instances, 37 GPUs/)).textContent).toContain("$108.42/h");
    expect(screen.getByText("Together").closest("tr")?.textContent).toContain("57$108.42/h");
    const price = screen.getByRole("columnheader", { name: "Price now" });
    expect(price.getAttribute("aria-sort")).toBe("descending");
    expect(screen.getByRole("link", { name: "Deploy a VM" })).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
  });

  it("says of a rental that does not tell its GPUs yet that it does not", async () => {
    open(
      "/instances",
      fleet({ instances: [youngRental(), youngRental({ id: "m", name: "known", gpus: 16 })] }),
    );
    const gpus = async (name: string) => (await row(name)).closest("tr")?.querySelector(".c-gpus");
    expect((await gpus("train-llama-08"))?.textContent).toBe("—not told yet");
    expect((await gpus("train-llama-08"))?.querySelector("[title='Not told yet']")).toBeTruthy();
    expect((await gpus("known"))?.textContent).toBe("16");
  });

  it("searches as one types in name, address and tags", async () => {
    const { user } = open();
    const field = await screen.findByRole("textbox", { name: "Search instances" });
    await row("eval-a");
    await user.type(field, "EVAL 40.62");
    expect(await names()).toEqual(["eval-a", "eval-b"]);
    expect(await screen.findByText(/2 of 13 instances/)).toBeTruthy();
    // The sums are of all machines, so they do not stand under a part of them.
    expect(screen.queryByText("Together")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Clear the search" }));
    expect(await names()).toHaveLength(13);
  });

  it("searches by id, and by a part of it", async () => {
    const { user } = open();
    const field = await screen.findByRole("textbox", { name: "Search instances" });
    await row("eval-a");
    await user.type(field, "vm-nb-jonas");
    expect(await names()).toEqual(["nb-jonas"]);
    await user.clear(field);
    await user.type(field, "M-EVAL-");
    expect(await names()).toEqual(["eval-c", "eval-a", "eval-b"]);
  });

  it("takes over a search that is set elsewhere", async () => {
    const { user } = open("/instances?q=eval-a");
    const field = await screen.findByRole<HTMLInputElement>("textbox", {
      name: "Search instances",
    });
    expect(field.value).toBe("eval-a");
    await user.type(field, " x");
    await user.click(screen.getByRole("link", { name: "Instances" }));
    await waitFor(() => expect(field.value).toBe(""));
  });

  it("narrows by state and by tag, and tells what hides the rest", async () => {
    const { user } = open();
    await row("eval-a");
    await user.click(screen.getByRole("button", { name: "any State" }));
    await user.click(await screen.findByRole("option", { name: "Released" }));
    await waitFor(async () => expect(await names()).toEqual(["data-prep-02", "nb-jonas"]));
    await user.click(screen.getByRole("button", { name: "any Tag" }));
    await user.click(await screen.findByRole("option", { name: "prod" }));
    expect(await screen.findByText("No instance fits the filters")).toBeTruthy();
    expect(screen.getByText("13 instances are hidden.")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Show all" }));
    await waitFor(async () => expect(await names()).toHaveLength(13));
  });

  it("takes search and filters from the URL", async () => {
    open("/instances?q=evla");
    expect(await screen.findByText("No instance matches “evla”")).toBeTruthy();
  });

  it("sorts by a head, figures largest first, and turns round on the second press", async () => {
    const { user } = open();
    await row("eval-a");
    const press = (name: string) => user.click(screen.getByRole("button", { name }));
    await press("Name");
    await waitFor(async () => expect((await names())[0]).toBe("data-prep-02"));
    await press("Name");
    await waitFor(async () => expect((await names())[0]).toBe("train-sd-12"));
    await press("Age");
    await waitFor(async () => expect((await names())[0]).toBe("infer-gateway"));
    await press("Cost estimate");
    await waitFor(async () => expect((await names())[1]).toBe("train-llama-07"));
    await press("Price now");
    await press("Price now");
    await waitFor(async () => expect((await names())[0]).toBe("nb-jonas"));
  });

  it("goes from row to row by arrow keys, opens by Enter, and gives the focus back", async () => {
    const { user } = open();
    (await row("train-llama-07")).focus();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(document.activeElement?.textContent).toBe("train-sd-12");
    await user.keyboard("{End}{ArrowDown}");
    expect(document.activeElement?.textContent).toBe("nb-jonas");
    await user.keyboard("{Home}{Enter}");
    const panel = await screen.findByRole("complementary", { name: "train-llama-07" });
    await waitFor(() => expect(document.activeElement).toBe(panel));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("complementary", { name: /train/ })).toBeNull());
    expect(document.activeElement?.textContent).toBe("train-llama-07");
  });

  it("lists bare metal beside VMs, with its nodes, and finds it by any of their addresses", async () => {
    const { user } = open("/instances", metalFleet());
    const text = (await row("train-llama-07")).closest("tr")?.textContent;
    for (const part of ["Bare metal, 2 nodes", "147.185.41.20 +1"]) expect(text).toContain(part);
    expect((await row("eval-a")).closest("tr")?.textContent).toContain("VM");
    const field = screen.getByRole("textbox", { name: "Search instances" });
    await user.type(field, "10.15.4.51");
    expect(await names()).toEqual(["half-known"]);
    await user.clear(field);
    await user.type(field, "h100 41.40");
    expect(await names()).toEqual(["eval-metal"]);
  });

  it("narrows by kind, GPU, billing, lease and by what is stopped but billed", async () => {
    const { search } = open("/instances?kind=vm&billing=ondem&gpu=H100%20SXM5%2080%20GB&billed=1");
    await row("eval-c");
    expect(await names()).toEqual(["eval-c"]);
    expect(search()).toMatchObject({ kind: "vm", billed: true });
    expect(screen.getByRole("checkbox", { name: "Stopped but billed" })).toBeTruthy();
  });

  it("tells a lease that is near from one that is set", async () => {
    open("/instances?lease=soon");
    await row("ft-qwen-03");
    expect(await names()).toEqual(["ft-qwen-03"]);
  });

  it("leaves out of the URL what it does not understand", async () => {
    const { search } = open("/instances?kind=tpu&lease=9&sort=colour&billed=perhaps&desc=x&q=40");
    await row("eval-a");
    expect(search()).toEqual({ q: "40" });
  });

  it("puts filters and order into the URL, and the search after a pause", async () => {
    const { user, search } = open();
    await row("eval-a");
    await user.click(screen.getByRole("button", { name: "Kind" }));
    await user.click(screen.getByRole("button", { name: "any State" }));
    await user.click(await screen.findByRole("option", { name: "Running" }));
    await user.type(screen.getByRole("textbox", { name: "Search instances" }), "eval");
    await waitFor(() =>
      expect(search()).toMatchObject({ state: "Running", q: "eval", sort: "kind", desc: false }),
    );
  });

  it("says how far it is while pages still come in, and is used meanwhile", async () => {
    open("/instances", busyFleet({ expected: 10_000 }));
    await row("eval-a");
    expect(await screen.findByText("13 of 10,000 read")).toBeTruthy();
  });

  it("goes from row to row by j and k too, and opens nothing by Space", async () => {
    const { user, search } = open();
    (await row("train-llama-07")).focus();
    await user.keyboard("jjk ");
    expect(document.activeElement?.textContent).toBe("train-llama-08");
    expect(search()).not.toHaveProperty("id", expect.anything());
    expect(screen.getByText("1 selected")).toBeTruthy();
  });

  it("draws only the rows in sight of a long list", async () => {
    vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
    vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(1000);
    open("/instances", longFleet(3000));
    await row("node-0");
    expect((await names()).length).toBeLessThanOrEqual(60);
    expect((await table()).getAttribute("aria-rowcount")).toBe("3001");
  });
});

describe("views", () => {
  afterEach(() => localStorage.clear());

  it("keeps a view under a name, opens it again, and deletes it", async () => {
    const { user, search } = open("/instances?state=Released&sort=name&desc=false&id=vm-nb-jonas");
    await row("nb-jonas");
    await user.click(screen.getByRole("button", { name: "Views" }));
    await user.click(await screen.findByRole("menuitem", { name: "Save this view…" }));
    await user.type(await screen.findByRole("textbox", { name: "Name" }), "Asleep{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(localStorage.getItem("voltdeck.instances.views")).not.toContain("jonas");
    await user.click(screen.getByRole("link", { name: "Instances" }));
    await row("eval-a");
    await user.click(screen.getByRole("button", { name: "Views" }));
    await user.click(await screen.findByRole("menuitem", { name: "Asleep" }));
    await waitFor(async () => expect(await names()).toEqual(["data-prep-02", "nb-jonas"]));
    expect(search()).toMatchObject({ state: "Released", sort: "name" });
    await user.click(screen.getByRole("button", { name: "Views" }));
    await user.click(await screen.findByRole("menuitem", { name: "Delete views…" }));
    await user.click(await screen.findByRole("button", { name: "Delete Asleep" }));
    expect(localStorage.getItem("voltdeck.instances.views")).toBe("[]");
  });

  it("copies a link to what is shown, without the machine that is open", async () => {
    const { host, user } = open("/instances?tag=eval&id=vm-eval-a");
    await row("eval-b");
    await user.click(screen.getByRole("button", { name: "Views" }));
    await user.click(await screen.findByRole("menuitem", { name: "Copy link" }));
    expect(host.asked("copy_text")).toEqual([{ text: "voltdeck://instances?tag=eval" }]);
  });
});

describe("when there is no list", () => {
  it("says that it is being read", async () => {
    const host = new ScriptedHost({ app_state: () => appState(), overview: () => overview() });
    host.on("fleet", () => new Promise(() => undefined));
    renderApp(host, "/instances");
    expect(await screen.findByRole("table", { name: "Instances, being read" })).toBeTruthy();
  });

  it("offers a deploy on an empty account", async () => {
    open("/instances", fleet({ instances: [], running: 0, priceSum: "0", gpus: 0 }));
    // One way, and not a second one in the top bar.
    const link = await screen.findByRole("link", { name: "Deploy a VM" });
    expect(link.getAttribute("href")).toBe("/deploy/vm");
    expect(await axeFindings()).toEqual([]);
  });

  it("tells why it could not be read and tries again", async () => {
    const failed = fault({ code: "offline", message: "The provider answered 503." });
    const { host, user } = open(
      "/instances",
      fleet({ instances: [], readAt: null, fault: failed }),
    );
    expect(await screen.findByText("The list could not be read")).toBeTruthy();
    host.on("refresh", () => busyFleet());
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await row("eval-a")).toBeTruthy();
  });

  it("keeps old rows with their age when a reading fails", async () => {
    const failed = fault({ code: "offline", message: "No answer since 14:28." });
    open("/instances", busyFleet({ fault: failed }));
    expect(await row("eval-a")).toBeTruthy();
    expect(await screen.findByText(/No answer since 14:28/)).toBeTruthy();
    expect((await screen.findByText(/13 instances/)).textContent).toContain("as of");
  });

  it("keeps old rows beside the reason when even asking for them fails", async () => {
    const { host } = open();
    await row("eval-a");
    host.fail("fleet", { code: "local", message: "The store is damaged." });
    host.tell({ kind: "fleet" });
    expect(await screen.findByText(/The store is damaged/)).toBeTruthy();
    expect(await row("eval-a")).toBeTruthy();
  });
});
