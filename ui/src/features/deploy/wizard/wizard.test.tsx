import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import {
  deployCost,
  deployOptions,
  deployReview,
  draftCheck,
  monthChange,
  notReady,
} from "../../../testing/deployFixtures";
import { appState, preset, profile, sandboxProfile } from "../../../testing/fixtures";
import { axeFindings, renderApp } from "../../../testing/render";
import { fault } from "../../../testing/scriptedHost";
import { deploy, deployHost, fill, openWizard, press } from "../../../testing/wizard";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ laptop";

const SOFTWARE = {
  packages: ["git"],
  writeFiles: [
    {
      path: "/etc/motd",
      content: "hello",
      encoding: "text/plain",
      owner: "root:root",
      permissions: "0644",
    },
  ],
  runcmd: ["nvidia-smi"],
};

describe("the wizard", () => {
  it("deploys with three presses, and orders what was reviewed in its own account", async () => {
    const { host, user, path } = await openWizard();
    await user.click(screen.getByRole("radio", { name: /^2 × H100/ }));
    await press(user, "Review now");
    await deploy(user, "vm-1");
    expect(await screen.findByText("vm-1 starts")).toBeTruthy();
    expect(path()).toBe("/deploy/job/j1");
    expect(host.asked("deploy_review")).toEqual([
      {
        draft: {
          presetId: "preset-2",
          metal: null,
          name: "vm-1",
          password: "",
          keyMode: "all",
          keyIds: [],
          extraKeys: [],
          cloudInit: { packages: [], writeFiles: [], runcmd: [] },
          tags: [],
          lease: null,
          standing: null,
        },
      },
    ]);
    expect(host.asked("deploy_start")).toEqual([{ reviewId: "review-1", typedName: "" }]);
    expect(host.accounts("deploy_start")).toEqual(["p1"]);
  });

  it("starts with the first preset that is in stock, and tells what is sold out", async () => {
    const host = deployHost().on("deploy_options", () =>
      deployOptions({ presets: [preset(1, { inStock: false }), preset(2), preset(4)] }),
    );
    const { user } = await openWizard(host);
    expect(screen.getByRole("radio", { name: /^2 × H100/ })).toHaveProperty("checked", true);
    expect(screen.getByRole("radio", { name: "1 × H100, sold out" })).toHaveProperty(
      "disabled",
      true,
    );
    await user.click(screen.getByRole("checkbox", { name: "In stock only" }));
    expect(screen.queryByRole("radio", { name: /^1 × H100/ })).toBeNull();
  });

  it("tells in the review what this month comes to with it, and whose budget it passes", async () => {
    const month = monthChange({
      budgets: [
        {
          tag: null,
          amount: "70000",
          comesTo: { before: "68406.12", after: "69194.16" },
          overBefore: false,
          overBy: null,
        },
        {
          tag: "proj:x",
          amount: "500",
          comesTo: { before: "120", after: "908.04" },
          overBefore: false,
          overBy: "408.04",
        },
        { tag: "team:b", amount: "80", comesTo: null, overBefore: false, overBy: null },
      ],
    });
    const host = deployHost().on("deploy_review", () =>
      deployReview({ cost: deployCost({ month, leaseAtMost: "19.90" }) }),
    );
    const { user } = await openWizard(host);
    await press(user, "Review now");
    await screen.findByText("The same request");
    const rows = screen.getByRole("region", { name: "Hardware" });
    expect(rows.textContent).toContain(
      "comes to $31,725, with this machine from now on $32,513 of your budget of $70,000",
    );
    expect(rows.textContent).toContain("its lease counts, while Voltdeck runs");
    expect(rows.textContent).toContain(
      "proj:x comes to $120, with it $908 of its budget of $500 $408 over it",
    );
    expect(rows.textContent).toContain("team:b comes to what is not known, of its budget of $80");
    expect(screen.getByRole("row", { name: /^Month \$31,725 \$32,513$/ })).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
  });

  it("says that the month is not known, and that a budget is passed without the machine", async () => {
    const host = deployHost().on("deploy_review", () =>
      deployReview({ cost: deployCost({ month: null }) }),
    );
    const { user } = await openWizard(host);
    await press(user, "Review now");
    await screen.findByText("The same request");
    const rows = () => screen.getByRole("region", { name: "Hardware" });
    expect(rows().textContent).toContain("not known until this month is read and adds up");
    const comesTo = { before: "200", after: "988.04" };
    const budgets = [{ tag: null, amount: "100", comesTo, overBefore: true, overBy: "888.04" }];
    host.on("deploy_review", () =>
      deployReview({ cost: deployCost({ month: monthChange({ comesTo, budgets }) }) }),
    );
    await press(user, "Back");
    await press(user, "Review now");
    await waitFor(() => expect(rows().textContent).toContain("$888 over it, without it too"));
    host.on("deploy_review", () =>
      deployReview({ cost: deployCost({ month: monthChange({ budgets: [] }) }) }),
    );
    await press(user, "Back");
    await press(user, "Review now");
    await waitFor(() => expect(rows().textContent).toContain("there is no budget of all"));
  });

  it("shows what it costs and does to the account", async () => {
    await openWizard();
    const summary = within(screen.getByRole("complementary", { name: "Summary" }));
    expect(await summary.findByText("$1,432.80")).toBeTruthy();
    expect(summary.getByText("$47.76")).toBeTruthy();
    // The unit's gap is the stylesheet's, which is not always there.
    expect(
      summary.getByRole("row", { name: /^Burn rate \$60\.59 ?\/h \$62\.58 ?\/h$/ }),
    ).toBeTruthy();
  });

  it("lets an account that only looks see the review, and not deploy", async () => {
    const host = deployHost().on("app_state", () =>
      appState({
        active: "p1",
        profiles: [sandboxProfile, profile({ id: "p1", readOnly: true })],
      }),
    );
    const { user } = await openWizard(host);
    await press(user, "Review now");
    const button = await screen.findByRole("button", { name: /^Deploy / });
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(screen.getByText("This account is read-only.", { selector: "p" })).toBeTruthy();
    await user.click(button);
    expect(host.asked("deploy_start")).toEqual([]);
  });

  it("keeps name and access across the steps, and sends them", async () => {
    const { host, user } = await openWizard();
    await press(user, "Next");
    await user.clear(screen.getByRole("textbox", { name: "Name" }));
    await fill(user, "Name", "eval-d");
    await user.type(screen.getByLabelText(/^Password/), "correct horse");
    await user.click(screen.getByRole("radio", { name: "Chosen keys" }));
    await user.click(screen.getByRole("checkbox", { name: "ci-runner" }));
    await press(user, "Add a key");
    await fill(user, "Public key 1", KEY);
    await screen.findByText(/ED25519, laptop/);
    await user.click(screen.getByRole("checkbox", { name: "Also save to the organization" }));
    const saveAs = screen.getByRole("textbox", { name: "Name of key 1 in the organization" });
    expect(saveAs).toHaveProperty("value", "laptop");
    await press(user, "Next");
    await press(user, "Access");
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveProperty("value", "eval-d");
    await press(user, "Review now");
    await deploy(user, "eval-d");
    expect(host.asked("deploy_review")[0]?.draft).toMatchObject({
      name: "eval-d",
      password: "correct horse",
      keyMode: "selective",
      keyIds: ["k2"],
      extraKeys: [{ text: KEY, saveAs: "laptop" }],
    });
  });

  it("sends software and guardrails, and shows the provider's word on the software", async () => {
    const { host, user } = await openWizard();
    await press(user, "Software");
    await user.type(screen.getByRole("combobox", { name: "Packages" }), "git{Enter}");
    await press(user, "Add a file");
    await fill(user, "Path of file 1", "/etc/motd");
    await fill(user, "Content of file 1", "hello");
    await fill(user, "Encoding of file 1", "text/plain");
    await fill(user, "Owner of file 1", "root:root");
    await fill(user, "Permissions of file 1", "0644");
    await press(user, "Add a command");
    await fill(user, "Command 1", "nvidia-smi");
    expect(await screen.findByText("Accepted by the provider")).toBeTruthy();
    expect(host.asked("cloud_init_check").at(-1)?.cloudInit).toEqual(SOFTWARE);
    await press(user, "Next");
    await user.type(screen.getByRole("combobox", { name: /^Tags/ }), "eval,");
    await user.click(screen.getByRole("radio", { name: "Stop and release" }));
    await user.clear(screen.getByRole("textbox", { name: "Hours" }));
    await fill(user, "Hours", "24");
    await press(user, "Review now");
    await deploy(user, "vm-1");
    expect(host.asked("deploy_review")[0]?.draft).toMatchObject({
      cloudInit: SOFTWARE,
      tags: ["eval"],
      lease: { action: "release", hours: 24, endsAt: null },
    });
  });

  it("takes a lease that ends at a time, and says that a stop saves nothing", async () => {
    const { host, user } = await openWizard();
    await press(user, "Guardrails");
    expect(screen.getByText("Its GPUs stay reserved, and its price stays as it is.")).toBeTruthy();
    await user.click(screen.getByRole("radio", { name: "Stop, saves nothing" }));
    expect(screen.getByText(/acts only while Voltdeck runs; in the tray is enough/)).toBeTruthy();
    await user.click(screen.getByRole("radio", { name: "At a time" }));
    await user.clear(screen.getByRole("textbox", { name: "Day" }));
    await fill(user, "Day", "2099-10-16");
    await press(user, "Review now");
    await deploy(user, "vm-1");
    const endsAt = new Date(2099, 9, 16, 18, 0).toISOString();
    expect(host.asked("deploy_review")[0]?.draft).toMatchObject({
      lease: { action: "stop", hours: 0, endsAt },
    });
  });

  it("offers a name that the organization takes for a key that is also saved", async () => {
    const { user } = await openWizard();
    await press(user, "Next");
    await press(user, "Add a key");
    await fill(user, "Public key 1", `${KEY}@office.example`);
    await screen.findByText(/ED25519, laptop@office.example/);
    await user.click(screen.getByRole("checkbox", { name: "Also save to the organization" }));
    const saveAs = screen.getByRole("textbox", { name: "Name of key 1 in the organization" });
    expect(saveAs).toHaveProperty("value", "laptop-office-example");
  });

  it("takes a key from a file", async () => {
    const { host, user } = await openWizard();
    await press(user, "Next");
    await user.upload(
      screen.getByLabelText("Public key file"),
      new File([`${KEY}\n`], "id_ed25519.pub"),
    );
    expect(await screen.findByRole("textbox", { name: "Public key 1" })).toHaveProperty(
      "value",
      KEY,
    );
    await waitFor(() =>
      expect(host.asked("deploy_check").at(-1)?.draft.extraKeys).toEqual([
        { text: KEY, saveAs: null },
      ]),
    );
    await press(user, "Remove key 1");
    expect(screen.queryByRole("textbox", { name: "Public key 1" })).toBeNull();
  });

  it("keeps the review shut until it is ready, says why, and goes to what is missing", async () => {
    const { user } = await openWizard();
    await press(user, "Next");
    await user.clear(screen.getByRole("textbox", { name: "Name" }));
    expect(await screen.findAllByText("Give the machine a name.")).not.toHaveLength(0);
    const off = screen.getByRole("button", { name: "Review now" });
    expect(off.getAttribute("aria-disabled")).toBe("true");
    await user.click(off);
    expect(screen.queryByText("Check before it is sent")).toBeNull();
    await press(user, "Next");
    expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Name" }));
  });

  it("says a warning at its field and lets one go on", async () => {
    const warning = {
      field: "keyMode",
      severity: "warning",
      message: "There is neither a key nor a password: nobody could log in.",
    } as const;
    const host = deployHost().on("deploy_check", () => draftCheck({ issues: [warning] }));
    const { user } = await openWizard(host);
    await press(user, "Next");
    expect(await screen.findByText(warning.message)).toBeTruthy();
    await press(user, "Review now");
    expect(await screen.findByText("The same request")).toBeTruthy();
  });

  it("does not call a password too short before it is left", async () => {
    const message = "A password has at least 8 characters.";
    const host = deployHost().on("deploy_check", ({ draft }) =>
      draft.password === "" ? draftCheck() : notReady("password", message),
    );
    const { user } = await openWizard(host);
    await press(user, "Next");
    await user.type(screen.getByLabelText(/^Password/), "abc");
    await waitFor(() => expect(host.asked("deploy_check").at(-1)?.draft.password).toBe("abc"));
    expect(screen.queryByRole("alert")).toBeNull();
    await user.tab();
    expect((await screen.findByRole("alert")).textContent).toBe(message);
  });

  it("works without the organization's keys", async () => {
    const host = deployHost().on("deploy_options", () =>
      deployOptions({ keys: [], keysFault: fault({ message: "The answer was lost." }) }),
    );
    const { user } = await openWizard(host);
    await press(user, "Next");
    expect(screen.getByText("The keys could not be read. The answer was lost.")).toBeTruthy();
  });

  it("says that stock could not be read, and reads again", async () => {
    const host = deployHost().fail("deploy_options", { code: "offline", message: "No answer." });
    renderApp(host, "/deploy/vm");
    await screen.findByText("Hardware and prices could not be read");
    host.on("deploy_options", () => deployOptions());
    screen.getByRole("button", { name: "Try again" }).click();
    expect(await screen.findByText("Choose the hardware")).toBeTruthy();
  });

  it("keeps no secret behind once it is left", async () => {
    const { client, router } = renderApp(deployHost(), "/deploy/vm");
    const user = userEvent.setup();
    await press(user, "Next");
    await user.type(screen.getByLabelText(/^Password/), "correct horse");
    await press(user, "Review now");
    await deploy(user, "vm-1");
    await screen.findByText("vm-1 starts");
    const kept = () =>
      JSON.stringify([
        client.getQueryCache().getAll(),
        client.getMutationCache().getAll(),
        router.state.location,
        { ...localStorage },
        { ...sessionStorage },
      ]);
    await waitFor(() => expect(kept().includes("correct horse")).toBe(false));
    expect(kept().includes("deploy_job")).toBe(true);
  });

  it("has no findings on any step", async () => {
    const { user, container } = await openWizard();
    expect(await axeFindings(container)).toEqual([]);
    for (const step of ["Access", "Software", "Guardrails"]) {
      await press(user, "Next");
      if (step === "Access") {
        await user.click(screen.getByRole("radio", { name: "Chosen keys" }));
        await press(user, "Add a key");
      }
      if (step === "Software") {
        await press(user, "Add a file");
        await press(user, "Add a command");
      }
      if (step === "Guardrails") await user.click(screen.getByRole("radio", { name: "Terminate" }));
      expect(await axeFindings(container), step).toEqual([]);
    }
    await press(user, "Review now");
    await screen.findByText("The same request");
    expect(await axeFindings(container)).toEqual([]);
  });
});
