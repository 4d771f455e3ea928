import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Place } from "../host/types";
import { fleet } from "../testing/fixtures";
import { signedInHost } from "../testing/hosts";
import { renderApp } from "../testing/render";

const PLACES: [Place, string, { id?: string }][] = [
  [{ kind: "deploy" }, "/deploy/vm", {}],
  [{ kind: "availability" }, "/deploy/availability", {}],
  [{ kind: "instances" }, "/instances", {}],
  [{ kind: "instance", id: "vm-1", ask: null }, "/instances", { id: "vm-1" }],
  [{ kind: "volume", id: "v-1" }, "/storage", { id: "v-1" }],
  [{ kind: "job", id: "j1" }, "/deploy/job/j1", {}],
  [{ kind: "billing" }, "/billing", {}],
  [{ kind: "keys" }, "/keys", {}],
  [{ kind: "activity" }, "/activity", {}],
  [{ kind: "settings" }, "/settings", {}],
  [{ kind: "overview" }, "/overview", {}],
];

test("the tray and notices lead to places, and do nothing there", async () => {
  const host = signedInHost();
  const { path, search } = renderApp(host, "/overview");
  await screen.findByRole("heading", { level: 1, name: "Overview" });
  for (const [place, expected, of] of PLACES) {
    host.tell({ kind: "go", place });
    await waitFor(() => expect(path()).toBe(expected));
    expect((search() as { id?: string }).id).toBe(of.id);
  }
  expect(host.asked("instance_power")).toEqual([]);
});

test("a question of the tray is asked in the window, with nothing done before the answer", async () => {
  const host = signedInHost();
  renderApp(host, "/overview");
  await screen.findByRole("heading", { level: 1, name: "Overview" });
  const running = fleet().instances.find((machine) => machine.state.mark === "running");
  const id = running?.id ?? "";
  host.tell({ kind: "go", place: { kind: "instance", id, ask: "stop" } });
  await screen.findByRole("dialog", { name: `Stop ${running?.name}` });
  expect(host.asked("instance_power")).toEqual([]);
});
