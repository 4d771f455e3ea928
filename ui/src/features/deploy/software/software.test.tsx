import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { axeFindings } from "../../../testing/render";
import { fill, openWizard, press } from "../../../testing/wizard";

// The editor needs a layout; it is looked at in a real browser. Its text and what it tells are the same here.
vi.mock("./Editor", () => ({
  default: ({ text, onChange }: { text: string; onChange: (text: string) => void }) => (
    <textarea
      aria-label="cloud-init as YAML"
      value={text}
      onChange={(event) => onChange(event.target.value)}
    />
  ),
}));

async function openSoftware() {
  const wizard = await openWizard();
  await press(wizard.user, "Software");
  await screen.findByRole("heading", { name: "Software" });
  const turn = (to: "Form" | "YAML") => wizard.user.click(screen.getByRole("radio", { name: to }));
  const type = async (text: string) => {
    const editor = await screen.findByRole<HTMLTextAreaElement>("textbox", {
      name: "cloud-init as YAML",
    });
    await wizard.user.clear(editor);
    await wizard.user.click(editor);
    await wizard.user.paste(text);
  };
  const sent = () => wizard.host.asked("deploy_check").at(-1)?.draft.cloudInit;
  return { ...wizard, turn, type, sent };
}

describe("form and YAML", () => {
  it("say the same, whichever was typed", async () => {
    const { user, turn, type, sent } = await openSoftware();
    await press(user, "Add a command");
    await fill(user, "Command 1", "nvidia-smi");
    await turn("YAML");
    const editor = await screen.findByRole<HTMLTextAreaElement>("textbox", {
      name: "cloud-init as YAML",
    });
    expect(editor.value).toContain("runcmd:\n  - nvidia-smi");
    await type("# ours\npackages:\n  - git-lfs\n");
    await waitFor(() =>
      expect(sent()).toEqual({ packages: ["git-lfs"], writeFiles: [], runcmd: [] }),
    );
    expect(await axeFindings()).toEqual([]);
    await turn("Form");
    expect(await screen.findByText("git-lfs")).toBeTruthy();
    expect(screen.queryByRole("textbox", { name: "Command 1" })).toBeNull();
    await turn("YAML");
    const again = await screen.findByRole<HTMLTextAreaElement>("textbox", {
      name: "cloud-init as YAML",
    });
    expect(again.value, "remarks stay until the form is changed").toContain("# ours");
  });

  it("never send something older than what was typed", async () => {
    const { user, turn, type, sent } = await openSoftware();
    await turn("YAML");
    await type("packages:\n  - git\nmounts:\n");
    const list = await screen.findByRole("list", { name: "What is wrong" });
    expect(list.textContent).toContain("Line 3: The provider takes only packages");
    await waitFor(() => expect(sent()?.textUnread).toBe(true));
    expect(screen.getByText(/asked once the YAML has no errors/)).toBeTruthy();
    await turn("Form");
    const asks = await screen.findByRole("dialog", { name: "The YAML has errors" });
    await user.click(within(asks).getByRole("button", { name: "Stay with the YAML" }));
    expect(screen.getByRole("textbox", { name: "cloud-init as YAML" })).toBeTruthy();
    await turn("Form");
    await press(user, "Drop what was typed");
    expect(await screen.findByRole("button", { name: "Add a command" })).toBeTruthy();
    await waitFor(() => expect(sent()?.textUnread).toBeUndefined());
  });

  it("keep what was typed when the step is left at once", async () => {
    const { user, turn, type, sent } = await openSoftware();
    await turn("YAML");
    await type("packages:\n  - htop\n");
    await press(user, "Guardrails");
    await waitFor(() => expect(sent()?.packages).toEqual(["htop"]));
    expect(sent()?.textUnread).toBeUndefined();
    await press(user, "Software");
    const editor = await screen.findByRole<HTMLTextAreaElement>("textbox", {
      name: "cloud-init as YAML",
    });
    expect(editor.value).toBe("packages:\n  - htop\n");
  });

  it("ask the provider a second after typing has ended, and not before", async () => {
    const { host, turn, type } = await openSoftware();
    const asked: number[] = [];
    host.on("cloud_init_check", ({ cloudInit }) => {
      const empty = cloudInit.packages.length === 0;
      if (!empty) asked.push(performance.now());
      return { accepted: true, empty, message: null, checkedAt: new Date().toISOString() };
    });
    await turn("YAML");
    const typed = performance.now();
    await type("packages:\n  - htop\n");
    await waitFor(() =>
      expect(host.asked("cloud_init_check").at(-1)).toEqual({
        cloudInit: { packages: ["htop"], writeFiles: [], runcmd: [] },
        kind: "vm",
      }),
    );
    expect(asked).toHaveLength(1);
    expect((asked[0] ?? 0) - typed).toBeGreaterThanOrEqual(1000);
  });
});

describe("templates", () => {
  const choose = async (user: Awaited<ReturnType<typeof openSoftware>>["user"], name: string) => {
    await press(user, "Templates");
    await user.click(await screen.findByRole("menuitem", { name }));
  };

  it("are put into an empty form at once, and over what was typed only when agreed to", async () => {
    const { user, sent } = await openSoftware();
    await choose(user, "JupyterLab");
    expect(await screen.findByDisplayValue("/etc/systemd/system/jupyter.service")).toBeTruthy();
    expect(screen.getByText(/sudo journalctl -u jupyter/)).toBeTruthy();
    await choose(user, "Our training image");
    const asks = await screen.findByRole("dialog", { name: "Begin with Our training image" });
    await user.click(within(asks).getByRole("button", { name: "Keep what was typed" }));
    expect(screen.getByDisplayValue("/etc/systemd/system/jupyter.service")).toBeTruthy();
    await choose(user, "Our training image");
    await press(user, "Replace it");
    await waitFor(() =>
      expect(sent()).toEqual({ packages: ["git-lfs"], writeFiles: [], runcmd: ["nvidia-smi"] }),
    );
  });

  it("go into the YAML where that is shown", async () => {
    const { user, turn } = await openSoftware();
    await turn("YAML");
    await screen.findByRole("textbox", { name: "cloud-init as YAML" });
    await choose(user, "Our training image");
    await waitFor(() =>
      expect(
        screen.getByRole<HTMLTextAreaElement>("textbox", { name: "cloud-init as YAML" }).value,
      ).toContain("- git-lfs"),
    );
  });

  it("are saved under a name, with what that means, and deleted", async () => {
    const { host, user } = await openSoftware();
    await press(user, "Add a command");
    await fill(user, "Command 1", "export T=hf_abc");
    await choose(user, "Save or delete yours…");
    const dialog = within(await screen.findByRole("dialog", { name: "Your templates" }));
    expect(dialog.getByText(/kept unencrypted on this computer/)).toBeTruthy();
    await user.click(dialog.getByRole("button", { name: "Save as a template" }));
    expect(await dialog.findByText(/Give the template a name/)).toBeTruthy();
    await user.type(dialog.getByRole("textbox", { name: "Name" }), "mine");
    await user.click(dialog.getByRole("button", { name: "Save as a template" }));
    expect(await dialog.findByText(/A token seems to stand here/)).toBeTruthy();
    await user.click(
      dialog.getByRole("button", { name: "Delete the template Our training image" }),
    );
    expect(host.asked("cloud_init_template_delete")).toEqual([]);
    const asks = await screen.findByRole("alertdialog", { name: "Delete Our training image" });
    await user.click(within(asks).getByRole("button", { name: "Delete Our training image" }));
    await waitFor(() => expect(dialog.queryByText("Our training image")).toBeNull());
    expect(host.asked("cloud_init_template_delete")).toEqual([{ id: "own-1" }]);
  });
});
