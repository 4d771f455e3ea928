import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { axeFindings } from "../../../testing/render";
import { storage, volume, volumeDetail } from "../../../testing/storageFixtures";
import { dialog, off, open, openPanel } from "../testing";

describe("the panel", () => {
  it("shows use, price, rentals, mount, claim and every field", async () => {
    const { host, aside, press } = await openPanel("hf-cache", "v-cache");
    expect(aside.getByText("1,140 GB of 2,000 GB")).toBeTruthy();
    expect(aside.getByText("e724424f-a73c-499e-b307-0a63d9b71b5b")).toBeTruthy();
    expect(aside.getByText("No rental of your list; it is kept.")).toBeTruthy();
    expect(aside.getByText("pvc-8fc69f4b")).toBeTruthy();
    expect(aside.getByText("/export/path").className).toBe("warn");
    await press("Copy the commands");
    expect(host.asked("copy_text")[0]?.text).toContain("10.32.34.69:/export/path /mnt/hf-cache");
    await press("All fields");
    expect(aside.getByText("8568")).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
  });

  it("grows with the price before and after", async () => {
    const { host, user, aside } = await openPanel();
    expect(off(aside.getByRole("button", { name: "Grow" }))).toBe(true);
    const size = aside.getByRole("textbox", { name: "From 5,000 GB to" });
    await user.clear(size);
    await user.type(size, "8000");
    const grow = await aside.findByRole("button", { name: "Grow to 8,000 GB for $1.3926/h" });
    await waitFor(() => expect(off(grow)).toBe(false));
    expect(aside.getByText(/what checkpoints costs makes \$1\.39264\/h/)).toBeTruthy();
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
    const { host, user, aside, press } = await openPanel();
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
    const { host, user, press } = await openPanel();
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
    const { host, user, press } = await openPanel();
    await press("Detach train-llama-07");
    const asks = await dialog("Detach train-llama-07", "alertdialog");
    expect(asks.getByText(/Mounts of it on train-llama-07 hang/)).toBeTruthy();
    expect(asks.getByText("pvc-8fc69f4b")).toBeTruthy();
    await user.click(asks.getByRole("button", { name: "Detach train-llama-07" }));
    expect(host.asked("volume_attach")).toEqual([
      { id: "v-checkpoints", attach: [], detach: ["r-llama"], seen: ["r-llama", "r-qwen"] },
    ]);
    await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  });

  it("edits the template in its place, and resets it", async () => {
    const { host, user, aside, press } = await openPanel();
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
    const { host, user, press } = await openPanel();
    await press("Delete");
    const asks = await dialog("Delete checkpoints", "alertdialog");
    expect(await asks.findByText(/It is attached to train-llama-07, ft-qwen-03/)).toBeTruthy();
    expect(asks.getByText(/All that is on its 5,000 GB: 4,700 GB used/)).toBeTruthy();
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
    const { host, aside } = await openPanel();
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
