import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { axeFindings } from "../../testing/render";
import { fault } from "../../testing/scriptedHost";
import { storage } from "../../testing/storageFixtures";
import { dialog, off, open } from "./testing";

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

describe("an account that may only look", () => {
  it("keeps what it cannot do in place", async () => {
    const view = storage({ off: "This account is read-only in Voltdeck." });
    await open("/storage?id=v-checkpoints", view);
    const panel = within(await screen.findByRole("complementary", { name: "checkpoints" }));
    await panel.findByText(/nconnect=16/);
    for (const name of ["Rename", "Grow", "Attach", "Detach train-llama-07", "Delete"]) {
      expect(off(panel.getByRole("button", { name })), name).toBe(true);
    }
    expect(off(screen.getByRole("button", { name: "New volume" }))).toBe(true);
  });
});
