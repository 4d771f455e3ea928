import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { whenSaved } from "../../../shared/page/unsaved";
import { fill, openWizard, press } from "../../../testing/wizard";

const room = (name: string) => screen.findByRole("link", { name });

describe("leaving the wizard", () => {
  it("needs no word where nothing was filled in", async () => {
    const { user, path } = await openWizard();
    await user.click(await room("Settings"));
    await waitFor(() => expect(path()).toBe("/settings"));
  });

  it("asks first where something was, and keeps it on stay", async () => {
    const { user, path } = await openWizard();
    await press(user, "Next");
    await fill(user, "Name", "-a");
    await user.click(await room("Settings"));
    const asks = await screen.findByRole("dialog", { name: "Leave this deploy?" });
    expect(asks.textContent).toContain("Nothing was sent or bought.");
    await user.click(within(asks).getByRole("button", { name: "Stay" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(path()).toBe("/deploy/vm");
    expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Name" }).value).toBe("vm-1-a");

    await user.click(await room("Settings"));
    await press(user, "Leave");
    await waitFor(() => expect(path()).toBe("/settings"));
  });
});

describe("what would drop the wizard without leaving its room", () => {
  it("is done at once where nothing was filled in, and where no wizard is open", async () => {
    const switched = vi.fn();
    whenSaved(switched);
    expect(switched).toHaveBeenCalledTimes(1);
    await openWizard();
    whenSaved(switched);
    expect(switched).toHaveBeenCalledTimes(2);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("is asked first where something was, and done once on leave", async () => {
    const switched = vi.fn();
    const { user, unmount } = await openWizard();
    await press(user, "Next");
    await fill(user, "Name", "-a");
    whenSaved(switched);
    await screen.findByRole("dialog", { name: "Leave this deploy?" });
    await press(user, "Stay");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(switched).not.toHaveBeenCalled();
    expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Name" }).value).toBe("vm-1-a");
    whenSaved(switched);
    await press(user, "Leave");
    expect(switched).toHaveBeenCalledTimes(1);
    unmount();
    whenSaved(switched);
    expect(switched).toHaveBeenCalledTimes(2);
  });
});

describe("rows of the wizard", () => {
  it("take the keys when they are added, and give them back when they go", async () => {
    const { user } = await openWizard();
    await press(user, "Next");
    for (const [add, field, remove] of [
      ["Add a key", "Public key 1", "Remove key 1"],
      ["Add a file", "Path of file 1", "Remove file 1"],
      ["Add a command", "Command 1", "Remove command 1"],
    ] as const) {
      if (add === "Add a file") await press(user, "Next");
      await press(user, add);
      expect(document.activeElement).toBe(screen.getByRole("textbox", { name: field }));
      await press(user, remove);
      expect(document.activeElement).toBe(screen.getByRole("button", { name: add }));
    }
  });
});
