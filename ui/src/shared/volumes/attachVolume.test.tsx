import { QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactElement } from "react";
import { expect, it } from "vitest";
import { HostProvider } from "../../host/context";
import { makeQueryClient } from "../../host/queries";
import { axeFindings } from "../../testing/render";
import { ScriptedHost } from "../../testing/scriptedHost";
import { storage } from "../../testing/storageFixtures";
import { scriptStorage } from "../../testing/storageScript";
import { AttachVolume, NoVolumeForVm } from "./AttachVolume";

function draw(host: ScriptedHost, part: ReactElement) {
  const router = createRouter({
    routeTree: createRootRoute({ component: () => part }),
    history: createMemoryHistory(),
  });
  render(
    <HostProvider host={host}>
      <QueryClientProvider client={makeQueryClient()}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </HostProvider>,
  );
  return userEvent.setup();
}

it("attaches a volume to the rental, and detaches one", async () => {
  const host = scriptStorage(new ScriptedHost());
  const user = draw(host, <AttachVolume rentalId="r-qwen" />);
  expect(await screen.findByRole("link", { name: "checkpoints" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: /Volume/ }));
  await user.click(await screen.findByRole("option", { name: /nb-home/ }));
  await user.click(screen.getByRole("button", { name: "Attach" }));
  expect(host.asked("volume_attach")).toEqual([
    { id: "v-home", attach: ["r-qwen"], detach: [], seen: [] },
  ]);
  expect(await axeFindings()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Detach checkpoints" }));
  const asks = within(await screen.findByRole("alertdialog", { name: "Detach ft-qwen-03" }));
  await user.click(asks.getByRole("button", { name: "Detach ft-qwen-03" }));
  expect(host.asked("volume_attach").at(-1)).toEqual({
    id: "v-checkpoints",
    attach: [],
    detach: ["r-qwen"],
    seen: ["r-llama", "r-qwen"],
  });
});

it("keeps it off while the rental is not up, with the reason", async () => {
  const host = scriptStorage(new ScriptedHost());
  const user = draw(host, <AttachVolume rentalId="r-young" />);
  const attach = await screen.findByRole("button", { name: "Attach" });
  expect(attach.getAttribute("aria-disabled")).toBe("true");
  await user.click(attach);
  expect(host.asked("volume_attach")).toEqual([]);
});

it("gives none to a rental that is gone, and still takes one off it", async () => {
  const host = scriptStorage(new ScriptedHost());
  const user = draw(host, <AttachVolume rentalId="r-qwen" gone />);
  expect(await screen.findByText(/This rental is no longer in the list/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Attach" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Detach checkpoints" }));
  const asks = within(await screen.findByRole("alertdialog", { name: "Detach ft-qwen-03" }));
  await user.click(asks.getByRole("button", { name: "Detach ft-qwen-03" }));
  expect(host.asked("volume_attach")).toHaveLength(1);
});

it("leads to a new volume where there is none, and says why nothing could be read", async () => {
  const host = scriptStorage(new ScriptedHost(), storage({ volumes: [] }));
  draw(host, <AttachVolume rentalId="r-qwen" />);
  expect(await screen.findByRole("link", { name: "Create one" })).toBeTruthy();
});

it("tells why a VM has no volume, and what to do", async () => {
  draw(new ScriptedHost(), <NoVolumeForVm storageGb={2400} />);
  expect(await screen.findByText(/the API has no field for it/)).toBeTruthy();
  expect(screen.getByText(/its own disk of 2,400 GB/)).toBeTruthy();
});
