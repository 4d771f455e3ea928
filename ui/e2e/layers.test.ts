import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Desk } from "./support/desk";
import { launch } from "./support/desk";
import { areForEveryone, type Layer } from "./support/layers";
import { button, goTo, machine, sees } from "./support/ways";

const desk = launch();

const dialog = (page: Page, name: string | RegExp) =>
  page.getByRole("dialog", { name }).or(page.getByRole("alertdialog", { name }));

/** A step of the wizard for bare metal, gone to by its name; the review once all is filled in. */
async function metal({ page }: Desk, step: string): Promise<void> {
  await goTo(desk, "/deploy/bare-metal");
  await page.getByRole("radiogroup", { name: "Place and network" }).waitFor();
  if (step !== "Hardware") await button(page, step).click();
}

/** The panel of a volume that has a rental. */
async function volume(of: Desk): Promise<void> {
  await goTo(of, "/overview");
  const { volumes } = await of.ask("storage", {});
  const found = volumes.find(({ attached }) => attached.length > 0);
  await goTo(of, `/storage?id=${found?.id}`);
  await of.page.getByRole("complementary", { name: found?.name }).waitFor();
}

async function palette(page: Page, typed = ""): Promise<void> {
  await goTo(desk, "/overview");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or run" }).waitFor();
  await page.keyboard.type(typed);
}

async function availability(page: Page, table: string, row: RegExp): Promise<void> {
  await goTo(desk, "/deploy/availability");
  await page.getByRole("table", { name: table }).getByRole("button", { name: row }).first().click();
  await page.getByRole("complementary").last().waitFor();
}

/** Ticks two machines that run. */
async function ticked(page: Page): Promise<void> {
  await goTo(desk, "/instances?state=Running&sort=name&desc=false");
  const boxes = page.getByRole("checkbox", { name: /^Select (?!all)/ });
  await boxes.nth(0).click();
  await boxes.nth(1).click();
  await sees(page, "2 selected");
}

async function account(page: Page, item: string): Promise<void> {
  await goTo(desk, "/settings");
  await button(page, "More of Sandbox").click();
  await page.getByRole("menuitem", { name: item }).click();
}

/** What core would say where the provider is down. */
async function failing(page: Page, command: string, path: string): Promise<void> {
  const message = "The provider answered 503. Nothing was changed.";
  const error = { code: "provider", message, field: null, retryable: true, requestId: "req-81" };
  await page.route(`**/call/${command}`, (route) => route.fulfill({ status: 422, json: error }));
  await goTo(desk, path);
}

const LAYERS: readonly Layer[] = [
  ...["Hardware", "Access", "Software", "Guardrails"].map((step) => ({
    name: `bare metal, ${step.toLowerCase()}`,
    open: () => metal(desk, step),
  })),
  {
    name: "bare metal, access with fields that are wrong",
    open: async (page) => {
      await metal(desk, "Access");
      await page.getByLabel("Name", { exact: true }).fill("no/slash");
      await page.getByRole("textbox", { name: /^Sub-order/ }).fill("seven");
      await button(page, "Add a key").click();
      await button(page, "Next").click();
    },
  },
  {
    name: "bare metal, a new volume",
    open: async (page) => {
      await metal(desk, "Storage");
      await page.getByText("A new one", { exact: true }).click();
      await page.getByRole("textbox", { name: /Size/ }).fill("0");
    },
  },
  {
    name: "bare metal, a volume that exists",
    open: async (page) => {
      await metal(desk, "Storage");
      await page.getByText("One that exists").click();
      await page.getByRole("radio", { name: /GB/ }).first().waitFor();
    },
  },
  {
    name: "bare metal, the review",
    open: async (page) => {
      await metal(desk, "Access");
      await page.getByLabel("Name", { exact: true }).fill("layers-metal");
      await button(page, "Review now").click();
      await sees(page, "Check before it is sent");
    },
  },
  {
    name: "the question before a filled form is left",
    open: async (page) => {
      await metal(desk, "Access");
      await page.getByLabel("Name", { exact: true }).fill("layers-left");
      await page.keyboard.press("Control+1");
      await dialog(page, "Leave this deploy?").waitFor();
    },
  },
  { name: "a rental", open: () => machine(desk, "bareMetal") },
  {
    name: "a rental with its forms and all fields",
    open: async (page) => {
      await machine(desk, "bareMetal");
      await button(page, "All fields").click();
      await button(page, "Set a lease").click();
      await button(page, "Rename").click();
      await page.getByRole("button", { name: /tag/ }).last().click();
    },
  },
  {
    name: "a reboot of a node",
    open: async (page) => {
      await machine(desk, "bareMetal");
      await page.getByText("Node 1", { exact: true }).first().waitFor();
      await page.getByRole("checkbox", { name: "Choose node 1" }).check({ force: true });
      await button(page, "Reboot 1…").click();
      await dialog(page, /^Reboot 1 node/).waitFor();
    },
  },
  {
    name: "a tunnel and a user of a machine",
    open: async (page) => {
      await machine(desk, "vm");
      await button(page, "Open a port").click();
      await button(page, "Change the user").click();
    },
  },
  {
    name: "a stop",
    open: async (page) => {
      await machine(desk, "vm");
      await button(page, "Stop").click();
      await dialog(page, /^Stop/).waitFor();
    },
  },
  {
    name: "a termination",
    open: async (page) => {
      await machine(desk, "bareMetal");
      await button(page, "Terminate").click();
      await sees(page, "What is lost");
    },
  },
  {
    name: "a view to save",
    open: async (page) => {
      await goTo(desk, "/instances");
      await button(page, "Views").click();
      await page.getByRole("menuitem", { name: "Save this view…" }).click();
      await dialog(page, "Save this view").waitFor();
    },
  },
  {
    name: "more filters, an open list and a search without hits",
    open: async (page) => {
      await goTo(desk, "/instances?q=nothing-of-the-kind");
      await button(page, "More filters").click();
      await page.getByRole("button", { name: /Lease$/ }).click();
      await page.getByRole("listbox").waitFor();
    },
  },
  { name: "many rows that are ticked", open: ticked },
  {
    name: "tags for many",
    open: async (page) => {
      await ticked(page);
      await button(page, "Tags…").click();
      await dialog(page, /tags/i).waitFor();
    },
  },
  {
    name: "a termination of many",
    open: async (page) => {
      await ticked(page);
      await button(page, "Terminate…").click();
      await sees(page, "Cannot be undone");
    },
  },
  {
    name: "a run on many that is over",
    open: async (page) => {
      await ticked(page);
      await button(page, "Tags…").click();
      await page.getByLabel("Tags", { exact: true }).fill("layers");
      await page.keyboard.press("Enter");
      await dialog(page, /tags/i)
        .getByRole("button", { name: /2 instances|2 machines/ })
        .click();
      await sees(page, /2 of 2 done/);
      await button(page, "Show each machine").click();
    },
  },
  {
    name: "a volume that grows",
    open: async (page) => {
      await volume(desk);
      await page.getByLabel(/^From .* to$/).fill("9000");
      await page.getByRole("button", { name: /^Grow to 9,000 GB/ }).waitFor();
      await button(page, "All fields").click();
    },
  },
  {
    name: "rentals for a volume",
    open: async (page) => {
      await volume(desk);
      await button(page, "Attach").click();
      await dialog(page, /^Attach/).waitFor();
    },
  },
  {
    name: "a rental to take off a volume",
    open: async (page) => {
      await volume(desk);
      await page
        .getByRole("button", { name: /^Detach/ })
        .first()
        .click();
      await dialog(page, /^Detach/).waitFor();
    },
  },
  {
    name: "a volume to delete",
    open: async (page) => {
      await volume(desk);
      await button(page, "Delete").click();
      await sees(page, "Still attached.");
    },
  },
  {
    name: "the template of mount commands",
    open: async (page) => {
      await volume(desk);
      await button(page, "edit the template").click();
      await page.getByLabel("Template for all volumes").waitFor();
    },
  },
  {
    name: "a key to add that is none",
    open: async (page) => {
      await goTo(desk, "/keys?add=1");
      await page.getByRole("textbox", { name: "Public key" }).fill("ssh-ed25519 AAAA");
      await sees(page, /cut short|damaged/);
    },
  },
  { name: "a new pair of keys", open: () => goTo(desk, "/keys?pair=1") },
  {
    name: "a key to remove",
    open: async (page) => {
      await goTo(desk, "/keys");
      await page
        .getByRole("button", { name: /^Remove/ })
        .first()
        .click();
      await dialog(page, /^Remove/).waitFor();
    },
  },
  { name: "the palette", open: (page) => palette(page) },
  {
    name: "hits of the palette",
    open: async (page) => {
      await palette(page, "ci");
      await page.getByRole("option", { selected: true }).waitFor();
    },
  },
  {
    name: "acts of a rental in the palette",
    open: async (page) => {
      await palette(page, "ci-metal");
      await page.getByRole("option", { selected: true }).waitFor();
      await page.keyboard.press("Tab");
      await page.getByRole("combobox", { name: "Actions of ci-metal" }).waitFor();
    },
  },
  {
    name: "an export to fill in",
    open: async (page) => {
      await goTo(desk, "/billing?export=true");
      await dialog(page, "Export billing").waitFor();
      await page.getByText("FOCUS 1.2, Parquet").click();
      await button(page, "Save elsewhere…").click();
    },
  },
  {
    name: "what can be exported that could not be read",
    open: (page) => failing(page, "exports", "/billing?export=true"),
  },
  {
    name: "the sheet of keys",
    open: async (page) => {
      await goTo(desk, "/overview");
      await page.keyboard.press("?");
      await dialog(page, "Keyboard shortcuts").waitFor();
    },
  },
  { name: "a preset", open: (page) => availability(page, "Virtual machines", /×/) },
  { name: "a place", open: (page) => availability(page, "Places and host nodes", /,/) },
  {
    name: "a host node",
    open: (page) => availability(page, "Places and host nodes", /^Host node/),
  },
  {
    name: "the accounts' menu",
    open: async (page) => {
      await goTo(desk, "/overview");
      await page.keyboard.press("Control+Shift+a");
      await page.getByRole("menu").waitFor();
    },
  },
  { name: "an account to edit", open: (page) => account(page, "Edit…") },
  {
    name: "an account to make read-only",
    open: async (page) => {
      await palette(page, "read-only sandbox");
      await page.keyboard.press("Enter");
      await dialog(page, /^Make .* read-only$/).waitFor();
    },
  },
  {
    name: "the list of instances that could not be read",
    open: (page) => failing(page, "fleet", "/instances"),
  },
  { name: "volumes that could not be read", open: (page) => failing(page, "storage", "/storage") },
  { name: "keys that could not be read", open: (page) => failing(page, "ssh_keys", "/keys") },
  {
    name: "lines that could not be read",
    open: (page) => failing(page, "billing_lines", "/billing?view=lines"),
  },
  {
    name: "the YAML of cloud-init with an error",
    open: async (page) => {
      await goTo(desk, "/deploy/vm");
      await button(page, "Software").click();
      await page.getByRole("radio", { name: "YAML" }).click();
      await page.getByRole("textbox", { name: "cloud-init as YAML" }).click();
      await page.keyboard.type("mounts: []");
      await button(page, "Line 2").waitFor();
    },
  },
  {
    name: "a deploy",
    open: async (page) => {
      await goTo(desk, "/deploy/vm");
      await button(page, "Access").click();
      await page.getByLabel("Name", { exact: true }).fill("layers-01");
      await button(page, "Review now").click();
      await button(page, "Deploy layers-01").click();
      await sees(page, "Order written down");
      await sees(page, "layers-01 runs", 60_000);
    },
  },
  {
    // The last: nothing can be changed from here on.
    name: "an account to let change things",
    open: async (page) => {
      await goTo(desk, "/overview");
      await desk.ask("profile_set_read_only", { id: "sandbox", readOnly: true });
      await account(page, "Let it change and buy…");
      await dialog(page, /change and buy$/).waitFor();
    },
  },
];

areForEveryone(desk, LAYERS);

/** How a thing is told from one of its kind that is not chosen, where shadows and washes are gone. */
const CHOSEN = [
  ["a room", "/billing", ".nav a[aria-current]", ".nav a:not([aria-current])"],
  ["a choice", "/billing", ".seg > [data-selected]", ".seg > :not([data-selected])"],
  ["a part of Deploy", "/deploy/vm", ".topbar .seg [data-selected]", ".seg a:not([data-selected])"],
  ["a step", "/deploy/vm", ".step[aria-current] .no", ".step:not([aria-current]) .no"],
  ["the GPUs of a preset", "/deploy/availability", ".gpus i.on", ".gpus i:not(.on)"],
] as const;

const FORCED = { colorScheme: "light", forcedColors: "active" } as const;

/** What is seen of an element without shadows. */
const seen = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const { backgroundColor, outlineStyle } = getComputedStyle(element);
      return `${backgroundColor} ${outlineStyle}`;
    });

test.each(CHOSEN)("%s that is chosen shows in forced colours", async (_, path, on, off) => {
  const { page } = desk;
  await page.emulateMedia(FORCED);
  await goTo(desk, path);
  await page.locator(on).first().waitFor();
  expect(await seen(page, on)).not.toBe(await seen(page, off));
});

test("rows that are open or ticked, and some of them, show in forced colours", async () => {
  const { page } = desk;
  await page.emulateMedia(FORCED);
  await ticked(page);
  const row = ".ins-table tbody tr";
  const plain = await seen(page, `${row}[aria-selected=false]`);
  expect(await seen(page, `${row}[aria-selected=true]`)).not.toBe(plain);
  const some = page.locator("thead .check[data-indeterminate] .bx");
  const bar = await some.evaluate((box) => getComputedStyle(box, "::after").backgroundColor);
  expect(await seen(page, "thead .check[data-indeterminate] .bx")).not.toContain(bar);
  await page.keyboard.press("Escape");
  await machine(desk, "vm");
  expect(await seen(page, `${row}.is-open`)).not.toBe(plain);
});

test("the lit line of the palette and of a menu shows in forced colours", async () => {
  const { page } = desk;
  await page.emulateMedia(FORCED);
  await palette(page);
  expect(await seen(page, ".pal-list .it.on")).not.toBe(await seen(page, ".it:not(.on)"));
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Shift+a");
  await page.getByRole("menu").waitFor();
  await page.keyboard.press("ArrowDown");
  expect(await seen(page, ".menu .it[data-focused]")).not.toBe(
    await seen(page, ".menu .it:not([data-focused])"),
  );
});
