import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { draftLike, templateRead } from "../../../testing/deployStartFixtures";
import { axeFindings, renderApp } from "../../../testing/render";
import { deployHost, fill, openWizard, press } from "../../../testing/wizard";

describe("a deploy that is begun with something", () => {
  it("is filled in, and says what could not be taken over", async () => {
    const { host } = await openWizard(deployHost(), "/deploy/from?instance=vm-1");
    expect(host.asked("deploy_draft_like")).toEqual([{ id: "vm-1" }]);
    const begun = draftLike();
    const list = await screen.findByText(begun.title);
    for (const remark of begun.remarks) expect(list.parentElement?.textContent).toContain(remark);
    await waitFor(() =>
      expect(host.asked("deploy_check").at(-1)?.draft.name).toBe(begun.again.name),
    );
    expect(await axeFindings()).toEqual([]);
  });

  it("chooses no other hardware where its own is not sold", async () => {
    const host = deployHost().on("deploy_draft_like", () =>
      draftLike({ again: { ...draftLike().again, presetId: null } }),
    );
    await openWizard(host, "/deploy/from?instance=vm-1");
    await waitFor(() => expect(host.asked("deploy_check").at(-1)?.draft.presetId).toBeNull());
  });

  it("says where nothing is known", async () => {
    renderApp(deployHost(), "/deploy/from?instance=nobody");
    expect(await screen.findByText("The deploy could not be filled in")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Start an empty deploy" })).toBeTruthy();
  });
});

describe("deploy templates", () => {
  it("are used, saved under a name that is free, and kept out of it what is secret", async () => {
    const { host, user, path } = await openWizard();
    await press(user, "Save as a deploy template…");
    await fill(user, "Name", "Training");
    await press(user, "Save template");
    expect(await screen.findByText(/You have a deploy template of this name/)).toBeTruthy();
    await press(user, "Replace it");
    await screen.findByText("Saved the deploy template Training");
    expect(host.asked("deploy_template_save").map(({ replace }) => replace)).toEqual([false, true]);
    expect(host.asked("deploy_template_save")[0]?.withCloudInit).toBe(false);
    await press(user, "From a template");
    const dialog = await screen.findByRole("dialog", { name: "Deploy templates" });
    await user.click(await within(dialog).findByRole("link", { name: "Use Training" }));
    await waitFor(() => expect(path()).toBe("/deploy/from"));
    expect(host.asked("deploy_template_start")).toEqual([{ id: "template-1" }]);
  });

  it("export their cloud-init only where that is chosen", async () => {
    const { host, user } = await openWizard(deployHost(), "/deploy/vm?templates=1");
    await press(user, "Export Training");
    const dialog = await screen.findByRole("dialog", { name: "Export Training" });
    expect(within(dialog).queryByText(/Whoever gets the file/)).toBeNull();
    await user.click(within(dialog).getByRole("checkbox"));
    within(dialog).getByText(/Whoever gets the file/);
    await user.click(within(dialog).getByRole("checkbox"));
    await user.click(within(dialog).getByRole("button", { name: "Export template" }));
    await waitFor(() =>
      expect(host.asked("deploy_template_export")).toEqual([
        { id: "template-1", withCloudInit: false },
      ]),
    );
  });

  it("are opened from a file once its content was seen", async () => {
    const host = deployHost().on("deploy_template_read", ({ text }) =>
      templateRead({ name: text.trim(), exists: true }),
    );
    const { user } = await openWizard(host, "/deploy/vm?templates=1");
    const input = await screen.findByLabelText("Open a file…");
    await user.upload(input, new File(["Night"], "night.json", { type: "application/json" }));
    const dialog = await screen.findByRole("dialog", { name: "Open Night" });
    for (const line of templateRead().says) within(dialog).getByText(line);
    expect(host.asked("deploy_template_import")).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Keep both" }));
    await waitFor(() =>
      expect(host.asked("deploy_template_import")).toEqual([
        { text: "Night", replace: false, withCloudInit: false },
      ]),
    );
  });

  it("are deleted only once that is confirmed", async () => {
    const { host, user } = await openWizard(deployHost(), "/deploy/vm?templates=1");
    await press(user, "Delete Training");
    expect(host.asked("deploy_template_delete")).toEqual([]);
    const asks = await screen.findByRole("alertdialog", { name: "Delete Training" });
    expect(await axeFindings()).toEqual([]);
    await user.click(within(asks).getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
    expect(host.asked("deploy_template_delete")).toEqual([]);
    await press(user, "Delete Training");
    const again = await screen.findByRole("alertdialog", { name: "Delete Training" });
    await user.click(within(again).getByRole("button", { name: "Delete Training" }));
    await waitFor(() =>
      expect(host.asked("deploy_template_delete")).toEqual([{ id: "template-1" }]),
    );
    await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  });

  it("are not told as none while they are read, or where they could not be", async () => {
    const host = deployHost().on("deploy_templates", () => new Promise<never>(() => undefined));
    const { unmount } = await openWizard(host, "/deploy/vm?templates=1");
    const dialog = await screen.findByRole("dialog", { name: "Deploy templates" });
    expect(dialog.querySelector("[aria-busy=true]")).not.toBeNull();
    expect(within(dialog).queryByRole("list")).toBeNull();
    unmount();
    await openWizard(
      deployHost().fail("deploy_templates", { message: "The templates are away." }),
      "/deploy/vm?templates=1",
    );
    const failed = await screen.findByRole("dialog", { name: "Deploy templates" });
    expect(await within(failed).findByText(/The templates are away/)).toBeTruthy();
    expect(within(failed).queryByRole("list")).toBeNull();
  });

  it("say why a file is none", async () => {
    const { user } = await openWizard(deployHost(), "/deploy/vm?templates=1");
    const input = await screen.findByLabelText("Open a file…");
    await user.upload(input, new File(["{}"], "other.json", { type: "application/json" }));
    expect(await screen.findByText(/no deploy template of Voltdeck/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Keep template" })).toBeNull();
  });
});

it("an instance leads to one like it", async () => {
  const user = userEvent.setup();
  const { path } = renderApp(deployHost(), "/instances?id=vm-1");
  await user.click(await screen.findByRole("link", { name: "New instance like this…" }));
  await waitFor(() => expect(path()).toBe("/deploy/from"));
});
