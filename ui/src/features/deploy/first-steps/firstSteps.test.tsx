import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { axeFindings } from "../../../testing/render";
import { fill, openWizard, press } from "../../../testing/wizard";

async function openSteps(at = "/deploy/vm") {
  const wizard = await openWizard(undefined, at);
  await press(wizard.user, "Software");
  await screen.findByRole("heading", { name: "First steps" });
  const sent = () => wizard.host.asked("deploy_check").at(-1)?.draft;
  const turn = async (name: RegExp) =>
    wizard.user.click(await screen.findByRole("checkbox", { name }));
  return { ...wizard, sent, turn };
}

it("puts a step into the draft, tells what it adds, and shows the whole document", async () => {
  const { user, sent, turn } = await openSteps();
  expect(sent()?.firstSteps, "no step is on").toBeUndefined();
  await turn(/^Install Docker/);
  await waitFor(() => expect(sent()?.firstSteps?.docker).toBe(true));
  expect(await screen.findByText("File /usr/local/lib/voltdeck/docker.sh")).toBeTruthy();
  await turn(/^Run this/);
  await fill(user, "Script", "nvidia-smi");
  await waitFor(() => expect(sent()?.firstSteps?.script).toBe("nvidia-smi"));
  expect(sent()?.cloudInit.runcmd, "what is typed stays as it is").toEqual([]);
  await press(user, "Show the whole cloud-init");
  expect((await screen.findByText(/#cloud-config/)).textContent).toContain("docker.sh");
  expect(await axeFindings()).toEqual([]);
  await turn(/^Install Docker/);
  await turn(/^Run this/);
  await waitFor(() => expect(sent()?.firstSteps).toBeUndefined());
});

it("mounts a volume only where there is one, and says why not", async () => {
  const { sent } = await openSteps("/deploy/bare-metal");
  const mount = await screen.findByRole<HTMLInputElement>("checkbox", {
    name: /^Mount the volume/,
  });
  expect(mount.disabled).toBe(true);
  expect(screen.getByText("Choose a volume under Storage first.")).toBeTruthy();
  expect(sent()?.firstSteps).toBeUndefined();
});

it("are named again before the order", async () => {
  const { user, turn } = await openSteps();
  await turn(/^Install Docker/);
  await press(user, "Review now");
  expect(await screen.findByText("Install Docker with the NVIDIA toolkit")).toBeTruthy();
  expect(await screen.findByRole("button", { name: "Show the whole cloud-init" })).toBeTruthy();
});
