import { configure, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { StorageView } from "../../host/types";
import { signedInHost } from "../../testing/hosts";
import { axeFindings, renderApp } from "../../testing/render";
import { fault } from "../../testing/scriptedHost";
import { scriptStorage, storage, volume, volumeDetail } from "../../testing/storageFixtures";

// The whole window is drawn each time, which takes its time where much else runs.
configure({ asyncUtilTimeout: 5000 });

async function open(at = "/storage", view: StorageView = storage()) {
  const host = scriptStorage(signedInHost(), view).on("copy_text", () => ({}));
  const user = userEvent.setup();
  const app = renderApp(host, at);
  return { host, user, ...app };
}

async function panel(name = "checkpoints", id = "v-checkpoints") {
  const opened = await open(`/storage?id=${id}`);
  const aside = within(await screen.findByRole("complementary", { name }));
  await aside.findByText(/nconnect=16/);
  const press = (label: string | RegExp) =>
    opened.user.click(aside.getByRole("button", { name: label }));
  return { ...opened, aside, press };
}

const dialog = async (name: string, role: "dialog" | "alertdialog" = "dialog") =>
  within(await screen.findByRole(role, { name }));

const off = (button: HTMLElement) => button.getAttribute("aria-disabled") === "true";

describe("the list", () => {
  it("shows size, use, both prices, rentals and the sums", async () => {
    await open();
    const table = within(await screen.findByRole("table", { name: "Volumes" }));
    const row = table.getByRole("row", { name: /checkpoints/ });
    expect(row.textContent).toContain("5,000 GB94 %$0.8704/h$626.69train-llama-07+1");
    expect(table.getByRole("row", { name: /nb-home/ }).textContent).toContain("not read yet");
    expect(table.getByRole("row", { name: /Together/ }).textContent).toContain("$4.4564/h");
    expect(screen.getByText(/\$0.00017408 per GB and hour, as volumes are billed/)).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
  });

  it("is narrowed by words, state and what is attached", async () => {
    const { user } = await open();
    await user.type(await screen.findByRole("textbox", { name: "Search volumes" }), "qwen");
    expect(screen.getByText("1 of 6 volumes")).toBeTruthy();
    await user.clear(screen.getByRole("textbox", { name: "Search volumes" }));
    await user.click(screen.getByRole("button", { name: /Attached/ }));
    await user.click(await screen.findByRole("option", { name: "to nothing" }));
    expect(await screen.findByText("2 of 6 volumes")).toBeTruthy();
    await user.type(screen.getByRole("textbox", { name: "Search volumes" }), "zzz");
    await user.click(await screen.findByRole("button", { name: "Show all" }));
    expect(await screen.findByText("6 volumes")).toBeTruthy();
  });

  it("goes from row to row by keys, opens one, and gives the keys back", async () => {
    const { user, search } = await open();
    (await screen.findByRole("button", { name: "datasets-llama" })).focus();
    await user.keyboard("{ArrowDown}j{Enter}");
    expect(search()).toMatchObject({ id: "v-checkpoints" });
    await screen.findByRole("complementary", { name: "checkpoints" });
    await user.keyboard("{Escape}");
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole("button", { name: "checkpoints" })),
    );
  });

  it("says what to do where there is none", async () => {
    const { user } = await open("/storage", storage({ volumes: [] }));
    await screen.findByText("No volume on this account");
    await user.click(screen.getByRole("button", { name: "New volume" }));
    await dialog("New volume");
  });

  it("says why it could not be read, and reads it again", async () => {
    const broken = fault({ code: "provider", message: "The provider answered 503." });
    const { host, user } = await open(
      "/storage",
      storage({ readAt: null, volumes: [], fault: broken }),
    );
    await screen.findByText("The list of volumes could not be read");
    host.on("storage_refresh", () => storage());
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("button", { name: "checkpoints" })).toBeTruthy();
  });

  it("keeps old rows under what failed", async () => {
    const broken = fault({ code: "offline", message: "No answer since 14:28." });
    await open("/storage", storage({ fault: broken }));
    expect(await screen.findByText(/No answer since 14:28/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "checkpoints" })).toBeTruthy();
  });

  it("shows a creation without a known outcome, and takes it off once it is settled", async () => {
    const unsettled = {
      name: "scratch",
      sizeGb: 500,
      sentAt: new Date().toISOString(),
      said: "It was most likely not created.",
      settled: true,
    };
    const { host, user } = await open("/storage", storage({ unsettled: [unsettled] }));
    expect((await screen.findByText(/most likely not created/)).textContent).toContain("500 GB");
    await user.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(host.asked("volume_unsettled_dismiss")).toEqual([{ name: "scratch" }]);
  });
});

describe("a new volume", () => {
  it("shows both prices, attaches at once, and tells the price that was answered", async () => {
    const { host, user, search } = await open("/storage?create=1");
    const form = await dialog("New volume");
    await user.type(form.getByRole("textbox", { name: "Name" }), "scratch");
    const size = form.getByRole("textbox", { name: "Size" });
    await user.clear(size);
    await user.type(size, "500");
    await form.findByText(/makes \$8.704\/h for 500 GB/);
    await user.click(form.getByRole("checkbox", { name: "train-llama-07, Running" }));
    await user.click(form.getByRole("checkbox", { name: "bench-nccl, Running" }));
    const young = form.getByRole<HTMLInputElement>("checkbox", { name: /train-llama-08/ });
    expect(young.disabled).toBe(true);
    expect(await axeFindings()).toEqual([]);
    const create = form.getByRole("button", { name: "Create for $0.0870/h" });
    await waitFor(() => expect(off(create)).toBe(false));
    await user.dblClick(create);
    expect(host.asked("volume_create")).toEqual([
      { id: null, name: "scratch", size: "500", rentalIds: ["r-llama", "r-bench"] },
    ]);
    expect(await screen.findByText("scratch is there, for $0.0870/h")).toBeTruthy();
    expect(search()).toMatchObject({ id: "v-new" });
  });

  it("moves the number with the slider, and the slider with the number", async () => {
    const { user } = await open("/storage?create=1");
    const form = await dialog("New volume");
    const slider = form.getByRole<HTMLInputElement>("slider", { name: /Size/ });
    const size = form.getByRole<HTMLInputElement>("textbox", { name: "Size" });
    const before = slider.valueAsNumber;
    fireEvent.change(slider, { target: { value: `${before + 2}` } });
    expect(size.value).toBe("300");
    expect(slider.getAttribute("aria-valuetext")).toBe("300 GB");
    await user.clear(size);
    await user.type(size, "100");
    expect(slider.valueAsNumber).toBe(before);
  });

  it("says what is wrong at its field and sends nothing", async () => {
    const { host, user } = await open("/storage?create=1");
    const form = await dialog("New volume");
    await user.type(form.getByRole("textbox", { name: "Name" }), "checkpoints");
    expect(await form.findByText(/already. The provider may refuse/)).toBeTruthy();
    const size = form.getByRole("textbox", { name: "Size" });
    await user.clear(size);
    await user.type(size, "0{Enter}");
    expect((await form.findByRole("alert")).textContent).toBe("A volume has at least 1 GB.");
    expect(host.asked("volume_create")).toEqual([]);
  });

  it("puts the provider's refusal at the field, and never sends again what may have been done", async () => {
    const { host, user } = await open("/storage?create=1");
    const form = await dialog("New volume");
    host.fail("volume_create", { code: "invalid", field: "name", message: "Taken." });
    await user.type(form.getByRole("textbox", { name: "Name" }), "scratch");
    const create = form.getByRole("button", { name: /^Create/ });
    await waitFor(() => expect(off(create)).toBe(false));
    await user.click(create);
    expect((await form.findByRole("alert")).textContent).toBe("Taken.");
    host.fail("volume_create", { code: "outcomeUnknown", message: "Nobody knows yet." });
    await user.type(form.getByRole("textbox", { name: "Name" }), "2");
    await waitFor(() => expect(off(create)).toBe(false));
    await user.click(create);
    await form.findByText(/Nobody knows yet/);
    await user.click(create);
    expect(host.asked("volume_create")).toHaveLength(2);
  });
});

describe("the panel", () => {
  it("shows use, price, rentals, mount, claim and every field", async () => {
    const { host, aside, press } = await panel("hf-cache", "v-cache");
    expect(aside.getByText("1,140 GB of 2,000 GB")).toBeTruthy();
    expect(aside.getByText("e724424f-a73c-499e-b307-0a63d9b71b5b")).toBeTruthy();
    expect(aside.getByText("No rental of your list; it is kept.")).toBeTruthy();
    expect(aside.getByText("vast-checkpoints-pvc")).toBeTruthy();
    expect(aside.getByText("/export/path").className).toBe("warn");
    await press("Copy the commands");
    expect(host.asked("copy_text")[0]?.text).toContain("10.150.4.14:/export/path /mnt/hf-cache");
    await press("All fields");
    expect(aside.getByText("4711")).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
  });

  it("grows with the price before and after", async () => {
    const { host, user, aside } = await panel();
    expect(off(aside.getByRole("button", { name: "Grow" }))).toBe(true);
    const size = aside.getByRole("textbox", { name: "From 5,000 GB to" });
    await user.clear(size);
    await user.type(size, "8000");
    const grow = await aside.findByRole("button", { name: "Grow to 8,000 GB for $1.3926/h" });
    await waitFor(() => expect(off(grow)).toBe(false));
    expect(aside.getByText(/After what checkpoints costs/)).toBeTruthy();
    host.fail("volume_change", { code: "invalid", field: "size", message: "It cannot shrink." });
    await user.click(grow);
    expect((await aside.findByRole("alert")).textContent).toBe("It cannot shrink.");
    host.on("volume_change", () => ({ volume: volume({ sizeGb: 8000 }), notice: "It lags." }));
    await user.click(grow);
    expect(host.asked("volume_change").at(-1)).toEqual({
      id: "v-checkpoints",
      name: null,
      size: "8000",
    });
    expect(await screen.findByText("It lags.")).toBeTruthy();
  });

  it("renames, and gives the keys back", async () => {
    const { host, user, aside, press } = await panel();
    await press("Rename");
    const field = aside.getByRole("textbox", { name: "New name" });
    await user.clear(field);
    await user.type(field, "points{Enter}");
    expect(host.asked("volume_change")).toEqual([
      { id: "v-checkpoints", name: "points", size: null },
    ]);
    await waitFor(() =>
      expect(document.activeElement).toBe(aside.getByRole("button", { name: "Rename" })),
    );
  });

  it("attaches rentals besides those that it has, and tells what others did", async () => {
    const { host, user, press } = await panel();
    await press("Attach");
    const form = await dialog("Attach checkpoints");
    const has = form.getByRole<HTMLInputElement>("checkbox", { name: /train-llama-07/ });
    expect(has.disabled).toBe(true);
    await user.click(form.getByRole("checkbox", { name: "bench-nccl, Running" }));
    host.on("volume_attach", () => ({ volume: volume(), notice: "Someone else changed this." }));
    await user.click(form.getByRole("button", { name: "Attach to 1 rental" }));
    expect(host.asked("volume_attach")).toEqual([
      { id: "v-checkpoints", attach: ["r-bench"], detach: [], seen: ["r-llama", "r-qwen"] },
    ]);
    expect(await screen.findByText("Someone else changed this.")).toBeTruthy();
  });

  it("says what detaching means for mounts and pods before it is asked for", async () => {
    const { host, user, press } = await panel();
    await press("Detach train-llama-07");
    const asks = await dialog("Detach train-llama-07", "alertdialog");
    expect(asks.getByText(/Mounts of it on train-llama-07 hang/)).toBeTruthy();
    expect(asks.getByText("vast-checkpoints-pvc")).toBeTruthy();
    await user.click(asks.getByRole("button", { name: "Detach train-llama-07" }));
    expect(host.asked("volume_attach")).toEqual([
      { id: "v-checkpoints", attach: [], detach: ["r-llama"], seen: ["r-llama", "r-qwen"] },
    ]);
    await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  });

  it("edits the template in its place, and resets it", async () => {
    const { host, user, aside, press } = await panel();
    await press("edit the template");
    const field = aside.getByRole("textbox", { name: "Template for all volumes" });
    await user.clear(field);
    await user.type(field, "mount {{vip}:/x");
    await waitFor(() =>
      expect(host.asked("mount_preview").at(-1)).toEqual({
        id: "v-checkpoints",
        template: "mount {vip}:/x",
      }),
    );
    host.fail("settings_set", { code: "local", message: "The store is full." });
    await press("Save the template");
    expect(host.asked("settings_set").at(-1)?.mountTemplate).toBe("mount {vip}:/x");
    expect(await aside.findByText(/The store is full/)).toBeTruthy();
    await user.keyboard("{Escape}");
    expect(aside.queryByRole("textbox", { name: /Template/ })).toBeNull();
  });

  it("asks for the name before it deletes, and says who has it attached", async () => {
    const { host, user, press } = await panel();
    await press("Delete");
    const asks = await dialog("Delete checkpoints", "alertdialog");
    expect(await asks.findByText(/It is attached to train-llama-07, ft-qwen-03/)).toBeTruthy();
    expect(asks.getByText(/All that is on its 5000 GB: 4,700 GB used/)).toBeTruthy();
    const remove = asks.getByRole("button", { name: "Delete checkpoints" });
    await user.click(remove);
    expect(host.asked("volume_delete")).toEqual([]);
    await user.type(asks.getByRole("textbox"), "checkpoints{Enter}");
    expect(host.asked("volume_delete")).toEqual([]);
    expect(await axeFindings()).toEqual([]);
    await user.click(remove);
    expect(host.asked("volume_delete")).toEqual([
      { id: "v-checkpoints", typedName: "checkpoints" },
    ]);
    expect(await screen.findByText("Deleting checkpoints")).toBeTruthy();
  });

  it("says that a volume is gone while it is open, and lets nothing be done", async () => {
    const { host, aside } = await panel();
    host.on("storage", () => storage({ volumes: [] }));
    host.on("volume", () =>
      volumeDetail(volume({ state: { word: "Gone", mark: "terminated", raw: "active" } }), {
        goneSince: new Date().toISOString(),
      }),
    );
    host.tell({ kind: "storage" });
    expect(await aside.findByText("No longer in the provider's list")).toBeTruthy();
    expect(aside.getByText("Gone")).toBeTruthy();
    expect(off(aside.getByRole("button", { name: "Delete" }))).toBe(true);
    expect(aside.queryByRole("button", { name: "Attach" })).toBeNull();
  });

  it("says so where the provider has no such volume", async () => {
    await open("/storage?id=nobody");
    expect(await screen.findByText(/not in the provider's list/)).toBeTruthy();
  });
});
