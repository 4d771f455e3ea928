import { expect, test, vi } from "vitest";

const listening = vi.hoisted(() => ({ stands: () => {}, stopped: 0 }));
vi.mock("@tauri-apps/api/event", () => ({
  listen: () =>
    new Promise((resolve) => {
      listening.stands = () => resolve(() => listening.stopped++);
    }),
}));

test("the desktop's host has all asked for anew once it listens: what came before is not told again", async () => {
  const { tauriHost } = await import("./tauri");
  const heard: unknown[] = [];
  tauriHost.listen((event) => heard.push(event));
  expect(heard).toEqual([]);
  listening.stands();
  await vi.waitFor(() => expect(heard).toEqual([{ kind: "session" }]));
});

test("one who went before it listens hears nothing, and it is ended", async () => {
  const { tauriHost } = await import("./tauri");
  const heard: unknown[] = [];
  tauriHost.listen((event) => heard.push(event))();
  listening.stands();
  await vi.waitFor(() => expect(listening.stopped).toBe(1));
  expect(heard).toEqual([]);
});
