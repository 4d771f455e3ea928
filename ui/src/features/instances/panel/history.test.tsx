import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { ActivityLine } from "../../../host/types";
import { manyLines, withActivity } from "../../../testing/activityFixtures";
import { appState, fleet, instance, overview } from "../../../testing/fixtures";
import { scriptInstances } from "../../../testing/instanceFixtures";
import { axeFindings, renderApp } from "../../../testing/render";
import { ScriptedHost } from "../../../testing/scriptedHost";

async function history(lines: readonly ActivityLine[]) {
  const host = new ScriptedHost({ app_state: () => appState(), overview: () => overview() });
  scriptInstances(host, fleet({ instances: [instance({ id: "vm-1" })] }));
  withActivity(host, () => lines);
  const app = renderApp(host, "/instances?id=vm-1");
  const panel = await screen.findByRole("complementary", { name: "eval-a" });
  const title = await within(panel).findByRole("heading", { name: /^History/ });
  return { ...app, host, part: title.closest("section") as HTMLElement };
}

const lines = (count: number) => manyLines(count).map((line) => ({ ...line, instanceId: "vm-1" }));

it("tells what happened to this machine, newest first, and leads to all of it", async () => {
  const others = manyLines(3).map((line) => ({ ...line, instanceId: "vm-2", deed: "of another" }));
  const { part, host, path, search } = await history([...others, ...lines(9)]);
  const items = await within(part).findAllByRole("listitem");
  expect(items).toHaveLength(6);
  expect(items[0]?.textContent).toMatch(/deploy accepted.*\+\$19\.92\/h$/);
  expect(part.textContent).not.toContain("of another");
  expect(host.asked("activity")[0]).toMatchObject({ filter: { instanceId: "vm-1" }, limit: 6 });
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(within(part).getByRole("link", { name: "All 9 lines" }));
  await waitFor(() => expect(path()).toBe("/activity"));
  expect(search()).toEqual({ q: "vm-1" });
});

it("opens one of them in Activity", async () => {
  const { part, search } = await history(lines(2));
  await within(part).findAllByRole("listitem");
  expect(within(part).queryByRole("link", { name: /^All/ })).toBeNull();
  await userEvent.click(within(part).getByRole("link", { name: "deploy accepted" }));
  await waitFor(() => expect(search()).toEqual({ q: "vm-1", id: "l0" }));
});

it("says that nothing is known yet", async () => {
  const { part } = await history([]);
  expect(await within(part).findByText(/Nothing was done or seen to change/)).toBeTruthy();
});

it("says why it cannot be read, and the rest of the panel stands", async () => {
  const { part, host } = await history([]);
  host.fail("activity", { message: "The store is locked." });
  host.tell({ kind: "session" });
  await waitFor(() => expect(part.textContent).toContain("Nothing was done"));
  const other = renderApp(host, "/instances?id=vm-1");
  expect(await other.findByText("It could not be read: The store is locked.")).toBeTruthy();
});
