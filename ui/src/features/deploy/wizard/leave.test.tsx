import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fill, openWizard, press } from "../testing";

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
