import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { JobView } from "../../../host/types";
import { connectView } from "../../../testing/connectFixtures";
import { job, unknownJob } from "../../../testing/deployFixtures";
import { instance } from "../../../testing/fixtures";
import { metalDetail, metalJob } from "../../../testing/metalFixtures";
import { axeFindings, renderApp } from "../../../testing/render";
import { fault } from "../../../testing/scriptedHost";
import { deployHost, press } from "../../../testing/wizard";

const COMMAND =
  "ssh -o HostKeyAlias=voltdeck-vm-1 -p 20040 -o StrictHostKeyChecking=accept-new ubuntu@147.185.40.62";

function openJob(first: JobView) {
  const host = deployHost().on("deploy_job", () => first);
  return { host, user: userEvent.setup(), ...renderApp(host, `/deploy/job/${first.id}`) };
}

const CANDIDATES = [
  { id: "vm-a", name: "vm-1", createdAt: null },
  { id: "vm-b", name: "vm-1", createdAt: null },
];

describe("a deploy that goes well", () => {
  it("shows a phase and steps that this version does not know", async () => {
    openJob(
      job("accepted", {
        phase: "queued" as never,
        steps: [{ label: "Queued", state: "parked" as never, at: null }],
      }),
    );
    expect(await screen.findByText("Deploy of vm-1")).toBeTruthy();
    expect(screen.getByText("Queued")).toBeTruthy();
  });

  it("is followed step by step, to the command that gets in", async () => {
    const { host, user, container } = openJob(job("accepted"));
    expect(await screen.findByText("vm-1 starts")).toBeTruthy();
    expect(screen.getByRole("list", { name: "Progress" }).textContent).toContain(
      "Running, under way",
    );
    host.on("deploy_job", () =>
      job("up", { sshAnswers: null, keyNotes: ["laptop was saved to the organization."] }),
    );
    host.tell({ kind: "job", id: "j1" });
    expect(await screen.findByText("vm-1 runs")).toBeTruthy();
    expect(await screen.findByText(COMMAND)).toBeTruthy();
    expect(screen.getByText("Ready")).toBeTruthy();
    expect(screen.getByText("laptop was saved to the organization.")).toBeTruthy();
    await press(user, "Copy the SSH command");
    expect(host.asked("copy_text")).toEqual([{ text: COMMAND }]);
    expect(await axeFindings(container)).toEqual([]);
  });

  it("says so where there is no address yet", async () => {
    const { host } = openJob(job("up", { sshAnswers: false }));
    host.on("connect", () => connectView(instance({ ssh: null, address: null })));
    expect(await screen.findByText("No way in until it has an address.")).toBeTruthy();
  });

  it("leads to the machine, and to one more of its kind under a name of its own", async () => {
    const { host, user, path } = openJob(job("up"));
    const open = await screen.findByRole("link", { name: "Open in Instances" });
    expect(open.getAttribute("href")).toContain("id=vm-1");
    await user.click(screen.getByRole("link", { name: "Deploy another" }));
    expect(path()).toBe("/deploy/vm");
    expect(await screen.findByText(/its password was left out/)).toBeTruthy();
    await press(user, "Review now");
    await screen.findByText("The same request");
    expect(host.asked("deploy_review").at(-1)?.draft).toMatchObject({
      name: "vm-1",
      tags: ["eval"],
    });
  });
});

describe("a deploy of which nobody knows the outcome", () => {
  it("is looked for on demand", async () => {
    const { host, user, container } = openJob(unknownJob());
    expect(await screen.findByText(/the order is not sent again/)).toBeTruthy();
    expect(await axeFindings(container)).toEqual([]);
    host.on("deploy_job_look", () => unknownJob());
    await press(user, "Look now");
    expect(await screen.findByText(/it is not there/)).toBeTruthy();
    expect(host.asked("deploy_job_look")).toEqual([{ id: "j1" }]);
    host.on("deploy_job_look", () => job("found"));
    await press(user, "Look now");
    expect(await screen.findByText("vm-1 starts")).toBeTruthy();
    expect(host.asked("deploy_start")).toEqual([]);
  });

  it("says why it could not be looked for", async () => {
    const { host, user } = openJob(unknownJob());
    host.fail("deploy_job_look", { code: "offline", message: "No answer." });
    await press(user, "Look now");
    expect(await screen.findByText("It could not be looked for. No answer.")).toBeTruthy();
  });

  it("is settled by the person where several machines fit", async () => {
    const { host, user, container } = openJob(unknownJob({ candidates: CANDIDATES }));
    const take = await screen.findByRole("button", { name: "This is it" });
    await user.click(take);
    expect(host.asked("deploy_job_choose")).toEqual([]);
    await user.click(screen.getByRole("radio", { name: "vm-1, vm-b" }));
    expect(await axeFindings(container)).toEqual([]);
    await user.click(take);
    expect(host.asked("deploy_job_choose")).toEqual([{ id: "j1", instanceId: "vm-b" }]);
    expect(await screen.findByText("vm-1 starts")).toBeTruthy();
  });

  it("is none of them", async () => {
    const { host, user } = openJob(unknownJob({ candidates: CANDIDATES }));
    host.on("deploy_job_choose", () => job("absent"));
    await press(user, "None of them");
    expect(host.asked("deploy_job_choose")).toEqual([{ id: "j1", instanceId: null }]);
    expect(await screen.findByText("vm-1 was most likely not deployed")).toBeTruthy();
  });
});

describe("a deploy that bought nothing", () => {
  it("is asked for again under its own name, once it is off the list", async () => {
    const absent = job("absent", {
      said: fault({ code: "outcomeUnknown", message: "It was not in the list for 15 minutes." }),
      again: { ...job("absent").again, name: "train-9" },
    });
    const { host, user } = openJob(absent);
    expect(await screen.findByText(/It was not in the list for 15 minutes/)).toBeTruthy();
    await press(user, "Deploy again");
    expect(host.asked("deploy_job_dismiss")).toEqual([{ id: "j1" }]);
    await screen.findByText("Choose the hardware");
    await press(user, "Next");
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveProperty("value", "train-9");
  });

  it("says what the provider said", async () => {
    const { user, path } = openJob(
      job("refused", {
        said: fault({
          code: "forbidden",
          message: "It may not. Nothing was bought.",
          requestId: "r-4",
        }),
      }),
    );
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("It may not. Nothing was bought. Request r-4");
    await press(user, "Dismiss");
    expect(path()).toBe("/instances");
  });

  it("says where it could not be read", async () => {
    const { host } = openJob(job("up"));
    host.fail("deploy_job", { code: "gone", message: "It is not kept here." });
    host.tell({ kind: "job", id: "j1" });
    renderApp(host, "/deploy/job/x");
    expect(await screen.findByText("This deploy could not be read")).toBeTruthy();
  });
});

describe("the deploy of a rental", () => {
  it("shows the provider's warning, its nodes, and what became of its volume", async () => {
    const warning = "Networking may pause on 3 December.";
    const { host, user, container } = openJob(
      metalJob("up", { instanceId: "bm-1", warning, volumeNote: "scratch was created." }),
    );
    host.on("instance", () => metalDetail());
    host.on("connect", () => connectView(metalDetail().instance));
    expect(await screen.findByText(warning)).toBeTruthy();
    expect(screen.getByText("scratch was created.")).toBeTruthy();
    expect(await screen.findByText("ssh ubuntu@147.185.41.20")).toBeTruthy();
    await press(user, "Copy the SSH command of node 2");
    expect(host.asked("copy_text")).toEqual([{ text: "ssh ubuntu@147.185.41.21" }]);
    expect(await axeFindings(container)).toEqual([]);
  });

  it("does not say that nothing is billed where a volume was made", async () => {
    openJob(metalJob("refused", { volumeNote: "scratch was created and stays." }));
    expect(await screen.findByText(/the machine is not billed/)).toBeTruthy();
    expect(screen.queryByText(/nothing is billed/)).toBeNull();
  });

  it("is asked for again in the wizard of its kind", async () => {
    const { user, path } = openJob(
      metalJob("refused", { said: fault({ code: "provider", message: "Not enough nodes." }) }),
    );
    await press(user, "Deploy again");
    expect(await screen.findByText("Choose the hardware")).toBeTruthy();
    expect(path()).toBe("/deploy/bare-metal");
    expect(screen.getByRole("radio", { checked: true })).toHaveProperty("value", "loc-1 ethernet");
    expect(screen.getByRole("textbox", { name: "GPUs" })).toHaveProperty("value", "16");
    await press(user, "Next");
    expect(screen.getByRole("textbox", { name: /^Sub-order/ })).toHaveProperty("value", "42");
  });
});
