import { act, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { JobView } from "../../../host/types";
import {
  deployCost,
  deployOptions,
  deployReview,
  draftCheck,
  job,
  notReady,
} from "../../../testing/deployFixtures";
import { preset } from "../../../testing/fixtures";
import { axeFindings } from "../../../testing/render";
import { fault } from "../../../testing/scriptedHost";
import { deploy, deployHost, fill, openWizard, press } from "../../../testing/wizard";

describe("an attempt that fails", () => {
  it("stands at its field, and what was typed stays", async () => {
    const message = "The provider does not take this name. Nothing was sent or bought.";
    const host = deployHost().fail("deploy_start", { code: "invalid", field: "name", message });
    const { user } = await openWizard(host);
    await press(user, "Next");
    await user.type(screen.getByLabelText(/^Password/), "correct horse");
    await user.type(screen.getByRole("textbox", { name: "Name" }), "-a");
    await press(user, "Review now");
    await deploy(user, "vm-1-a");
    expect((await screen.findByRole("alert")).textContent).toBe(message);
    const name = screen.getByRole("textbox", { name: "Name" });
    expect(name).toHaveProperty("value", "vm-1-a");
    expect(document.activeElement).toBe(name);
    expect(screen.getByLabelText(/^Password/)).toHaveProperty("value", "correct horse");
    await user.type(name, "b");
    await waitFor(() => expect(screen.queryByText(message)).toBeNull());
    host.on("deploy_start", () => job("accepted"));
    await press(user, "Review now");
    await deploy(user, "vm-1-ab");
    expect(await screen.findByText("vm-1 starts")).toBeTruthy();
    expect(host.asked("deploy_review").at(-1)?.draft.password).toBe("correct horse");
  });

  it("goes to the row of a list that was refused", async () => {
    const message = "The path is reserved. Nothing was bought.";
    const refused = job("refused", {
      said: fault({ code: "invalid", field: "cloudInit.writeFiles.1.path", message }),
    });
    const { user } = await openWizard(deployHost().on("deploy_start", () => refused));
    await press(user, "Next");
    await press(user, "Next");
    for (const number of [1, 2]) {
      await press(user, "Add a file");
      await fill(user, `Path of file ${number}`, "/a");
    }
    await press(user, "Review now");
    await deploy(user, "vm-1");
    expect(await screen.findByText(message)).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Path of file 2" }));
  });

  it("shows the old and the new price where it moved, and deploys only when asked again", async () => {
    const host = deployHost().fail("deploy_start", {
      code: "priceMoved",
      field: "presetId",
      message: "The price moved from $1.99/h to $2.49/h since you reviewed it.",
    });
    const { user } = await openWizard(host);
    await press(user, "Review now");
    await screen.findByText("The same request");
    const moved = { hardwareId: "preset-1", computePerHour: "2.39", storagePerHour: "0.10" };
    host.on("deploy_review", () =>
      deployReview({ id: "moved", quote: moved, cost: deployCost({ perHour: "2.49" }) }),
    );
    await deploy(user, "vm-1");
    const said = await screen.findByText(/It was/);
    await waitFor(() => expect(said.textContent).toContain("It was $1.99/h, and is now $2.49/h"));
    expect(host.asked("deploy_start")).toHaveLength(1);
    host.on("deploy_start", () => job("accepted"));
    await deploy(user, "vm-1");
    await screen.findByText("vm-1 starts");
    expect(host.asked("deploy_start").at(-1)?.reviewId).toBe("moved");
  });

  it("goes back to the hardware where it sold out, and reads the stock again", async () => {
    const message = "1 × H100 sold out a moment ago. Nothing was sent or bought.";
    const host = deployHost().fail("deploy_start", { code: "soldOut", field: "presetId", message });
    const { user } = await openWizard(host);
    await press(user, "Review now");
    await screen.findByText("The same request");
    host
      .on("deploy_options", () =>
        deployOptions({ presets: [preset(1, { inStock: false }), preset(2)] }),
      )
      .on("deploy_check", ({ draft }) =>
        draft.presetId === "preset-1"
          ? notReady("presetId", "This hardware is sold out.")
          : draftCheck(),
      );
    await deploy(user, "vm-1");
    expect((await screen.findByRole("alert")).textContent).toBe(message);
    expect(await screen.findByRole("radio", { name: "1 × H100, sold out" })).toBeTruthy();
    await waitFor(() =>
      expect(screen.getByRole("button", { name: "Review now" }).getAttribute("aria-disabled")).toBe(
        "true",
      ),
    );
    await user.click(screen.getByRole("radio", { name: /^2 × H100/ }));
    expect(screen.queryByText(message)).toBeNull();
    await waitFor(() =>
      expect(
        screen.getByRole("button", { name: "Review now" }).getAttribute("aria-disabled"),
      ).toBeNull(),
    );
    await press(user, "Review now");
    expect(await screen.findByRole("button", { name: "Deploy vm-1" })).toBeTruthy();
  });

  it("stands over the review where it belongs to no field, with the id of the request", async () => {
    const host = deployHost().fail("deploy_start", {
      code: "provider",
      message: "The provider answered 500. Nothing was bought.",
      requestId: "req-17",
    });
    const { user, container } = await openWizard(host);
    await press(user, "Review now");
    await deploy(user, "vm-1");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("The provider answered 500. Nothing was bought.");
    expect(alert.textContent).toContain("req-17");
    expect(await axeFindings(container)).toEqual([]);
    host.on("deploy_start", () => job("accepted"));
    await deploy(user, "vm-1");
    expect(await screen.findByText("vm-1 starts")).toBeTruthy();
  });

  it("leads to the deploy of the same name that is not settled", async () => {
    const host = deployHost()
      .fail("deploy_start", { code: "unsettled", field: "name", message: "It is not settled." })
      .on("deploy_jobs", () => [job("unknown", { id: "unknown" })]);
    const { user, path } = await openWizard(host);
    await press(user, "Review now");
    await deploy(user, "vm-1");
    await user.click(await screen.findByRole("link", { name: "Show the deploy of vm-1" }));
    expect(path()).toBe("/deploy/job/unknown");
  });
});

describe("an order above the spending limit", () => {
  const why = "With this, the account spends $12.00/h, above its limit of $10.00/h.";
  const above = () => deployReview({ id: "above", nameAsked: { name: "vm-1", why } });

  it("waits for the name, sends it as typed, and shows at the field what the core says of it", async () => {
    const message = `${why} Nothing was sent or bought. To go ahead anyway, type vm-1.`;
    const host = deployHost()
      .on("deploy_review", above)
      .fail("deploy_start", { code: "invalid", field: "typedName", message });
    const { user, container } = await openWizard(host);
    await press(user, "Review now");
    await screen.findByText(why);
    const button = screen.getByRole("button", { name: "Deploy vm-1" });
    expect(button.getAttribute("aria-disabled")).toBe("true");
    const field = () => screen.getByRole("textbox", { name: "Type vm-1 to go ahead anyway" });
    await user.type(field(), "vm");
    await deploy(user, "vm-1");
    expect((await screen.findByRole("alert")).textContent).toBe(message);
    expect(await axeFindings(container)).toEqual([]);
    host.on("deploy_start", () => job("accepted"));
    await user.type(field(), "-1");
    await deploy(user, "vm-1");
    expect(await screen.findByText("vm-1 starts")).toBeTruthy();
    expect(host.asked("deploy_start")).toEqual([
      { reviewId: "above", typedName: "vm" },
      { reviewId: "above", typedName: "vm-1" },
    ]);
  });

  it("asks for the name again once the review was left, since another order may stand there then", async () => {
    const { user } = await openWizard(deployHost().on("deploy_review", above));
    await press(user, "Review now");
    const field = () => screen.findByRole<HTMLInputElement>("textbox", { name: /^Type vm-1/ });
    await user.type(await field(), "vm-1");
    await press(user, "Back");
    await press(user, "Review now");
    expect((await field()).value).toBe("");
  });

  it("says so where it came to be above it only after the review", async () => {
    const message = `${why} Nothing was sent or bought. To go ahead anyway, type vm-1.`;
    const host = deployHost().fail("deploy_start", {
      code: "invalid",
      field: "typedName",
      message,
    });
    const { user } = await openWizard(host);
    await press(user, "Review now");
    await screen.findByText("The same request");
    host.on("deploy_review", above);
    await deploy(user, "vm-1");
    expect(await screen.findByText(why)).toBeTruthy();
    expect(host.asked("deploy_review").length).toBe(2);
  });
});

describe("the big button", () => {
  it("sends once, however often it is pressed", async () => {
    let answer: (job: JobView) => void = () => undefined;
    const host = deployHost().on("deploy_start", () => new Promise((done) => (answer = done)));
    const { user } = await openWizard(host);
    await press(user, "Review now");
    await screen.findByText("The same request");
    const button = screen.getByRole("button", { name: "Deploy vm-1" });
    act(() => {
      // Both before the first is on screen as under way.
      button.click();
      button.click();
    });
    await user.dblClick(button);
    await user.click(screen.getByRole("button", { name: /Deploy vm-1/ }));
    await user.keyboard("{Enter} ");
    expect(host.asked("deploy_start")).toHaveLength(1);
    answer(job("accepted"));
    expect(await screen.findByText("vm-1 starts")).toBeTruthy();
  });

  it("is off while the review has an error, and leads to its step", async () => {
    const issue = {
      field: "cloudInit",
      severity: "error",
      message: "runcmd is no list.",
    } as const;
    const host = deployHost()
      .on("deploy_check", () => draftCheck())
      .on("deploy_review", () =>
        deployReview({
          issues: [issue],
          cloudInit: { accepted: false, empty: false, message: issue.message, checkedAt: "" },
        }),
      );
    const { user } = await openWizard(host);
    await press(user, "Review now");
    await deploy(user, "vm-1");
    expect(host.asked("deploy_start")).toHaveLength(0);
    await press(user, "Go to Software");
    expect(await screen.findByRole("combobox", { name: "Packages" })).toBeTruthy();
  });

  it("is off while the review cannot be made", async () => {
    const host = deployHost().fail("deploy_review", { code: "offline", message: "No answer." });
    const { user } = await openWizard(host);
    await press(user, "Review now");
    await screen.findByText("The review could not be made");
    host.on("deploy_review", () => deployReview());
    await press(user, "Try again");
    expect(await screen.findByText("The same request")).toBeTruthy();
  });
});
