import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { connectEnd, connectView } from "../../../testing/connectFixtures";
import {
  allTransfers,
  remoteFolder,
  transfer,
  transferCheck,
  withFiles,
} from "../../../testing/filesFixtures";
import { appState, fleet, instance, overview } from "../../../testing/fixtures";
import { actsUp, scriptInstances } from "../../../testing/instanceFixtures";
import { axeFindings, renderApp } from "../../../testing/render";
import { ScriptedHost } from "../../../testing/scriptedHost";

async function open(change: (host: ScriptedHost) => void = () => undefined) {
  const row = instance({ acts: actsUp() });
  const host = new ScriptedHost({ app_state: () => appState(), overview: () => overview() });
  scriptInstances(host, fleet({ instances: [row] }));
  change(host);
  const user = userEvent.setup();
  renderApp(host, "/instances?id=vm-1");
  const panel = within(await screen.findByRole("complementary", { name: "eval-a" }));
  const press = async (name: string) => user.click(await panel.findByRole("button", { name }));
  return { host, row, user, panel, press };
}

/** A rental of two machines. */
function twoNodes(host: ScriptedHost): ScriptedHost {
  const ends = [1, 2].map((at) => connectEnd({ label: `Node ${at}`, host: `10.0.0.${at}` }));
  return host.on("connect", () => connectView(instance({ acts: actsUp() }), { ends }));
}

async function chooseNode(
  user: ReturnType<typeof userEvent.setup>,
  dialog: ReturnType<typeof within>,
  name: string,
) {
  await user.click(dialog.getByRole("button", { name: /Node/ }));
  await user.click(await screen.findByRole("option", { name }));
}

describe("files", () => {
  it("sends what was chosen, to the folder that was typed", async () => {
    const { host, user, press } = await open();
    await press("Send files…");
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText("Send model.safetensors to eval-a")).toBeTruthy();
    expect(await dialog.findByText("1 file, 3.4 GB")).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
    await user.type(dialog.getByRole("textbox", { name: /Folder on the instance/ }), "/data");
    const send = dialog.getByRole("button", { name: "Send" });
    await waitFor(() => expect(send.getAttribute("aria-disabled")).not.toBe("true"));
    await user.click(send);
    const common = { id: "vm-1", node: 0, direction: "push", held: "held-1", remote: ["/data"] };
    expect(host.asked("transfer_start")).toEqual([
      { ...common, existing: "refuse", seen: "e3b0c442" },
    ]);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(await screen.findByRole("button", { name: "Stop model.safetensors" })).toBeTruthy();
  });

  it("asks what happens to files that exist, and replaces nothing by itself", async () => {
    const { host, user, press } = await open((host) =>
      host.on("files_check", () => transferCheck({ existing: 1, existingNames: ["data/a.bin"] })),
    );
    await press("Send a folder…");
    expect(host.asked("files_choose")).toEqual([{ folder: true }]);
    const dialog = within(await screen.findByRole("dialog"));
    expect(await dialog.findByText(/1 file already exists/)).toBeTruthy();
    expect(dialog.getByText("data/a.bin")).toBeTruthy();
    const send = dialog.getByRole("button", { name: "Send" });
    expect(send.getAttribute("aria-disabled")).toBe("true");
    await user.click(dialog.getByRole("radio", { name: "Keep both" }));
    await user.click(send);
    expect(host.asked("transfer_start").map(({ existing }) => existing)).toEqual(["keepBoth"]);
  });

  it("forgets what was chosen for files that exist when they go elsewhere", async () => {
    const { host, user, press } = await open((host) =>
      twoNodes(host).on("files_check", ({ node, remote }) =>
        transferCheck({ existing: 1, existingNames: [`${node}:${remote[0]}`] }),
      ),
    );
    await press("Send files…");
    const dialog = within(await screen.findByRole("dialog"));
    const send = dialog.getByRole("button", { name: "Send" });
    const isOff = () => send.getAttribute("aria-disabled") === "true";
    expect(await dialog.findByText("0:")).toBeTruthy();
    await user.click(dialog.getByRole("radio", { name: "Replace" }));
    expect(isOff()).toBe(false);
    await user.type(dialog.getByRole("textbox", { name: /Folder on the instance/ }), "/data");
    expect(await dialog.findByText("0:/data")).toBeTruthy();
    expect(isOff()).toBe(true);
    await user.click(dialog.getByRole("radio", { name: "Replace" }));
    expect(isOff()).toBe(false);
    await chooseNode(user, dialog, "Node 2");
    expect(await dialog.findByText("1:/data")).toBeTruthy();
    expect(isOff()).toBe(true);
    await user.click(send);
    expect(host.asked("transfer_start")).toEqual([]);
  });

  it("forgets what was chosen for files that exist when one more is ticked", async () => {
    const { host, user, press } = await open((host) =>
      host.on("files_check", ({ remote }) =>
        transferCheck({ existing: remote.length, existingNames: [`${remote.length} there`] }),
      ),
    );
    await press("Fetch…");
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(await dialog.findByRole("checkbox", { name: /train.log/ }));
    expect(await dialog.findByText("1 there")).toBeTruthy();
    await user.click(dialog.getByRole("radio", { name: "Replace" }));
    const fetch = dialog.getByRole("button", { name: "Fetch" });
    await waitFor(() => expect(fetch.getAttribute("aria-disabled")).not.toBe("true"));
    await user.click(dialog.getByRole("checkbox", { name: /checkpoints/ }));
    expect(await dialog.findByText(/^2 there/)).toBeTruthy();
    await user.click(fetch);
    expect(host.asked("transfer_start")).toEqual([]);
  });

  it("offers nothing of the last folder while another node's is being read", async () => {
    const { host, user, press } = await open((host) => {
      twoNodes(host).on("files_folder", ({ node }) =>
        node === 0 ? remoteFolder() : new Promise<never>(() => undefined),
      );
    });
    await press("Fetch…");
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(await dialog.findByRole("checkbox", { name: /train.log/ }));
    await waitFor(() => expect(host.asked("files_check")).toHaveLength(1));
    await chooseNode(user, dialog, "Node 2");
    await waitFor(() => expect(host.asked("files_folder").at(-1)?.node).toBe(1));
    expect(dialog.queryByRole("checkbox", { name: /train.log/ })).toBeNull();
    expect(dialog.queryByRole("button", { name: /^Open / })).toBeNull();
    expect(dialog.queryByText("/home/ubuntu")).toBeNull();
    expect(screen.getByRole("dialog").querySelector("[aria-busy=true]")).not.toBeNull();
    await new Promise((rest) => setTimeout(rest, 600));
    expect(host.asked("files_check").map(({ node }) => node)).toEqual([0]);
  });

  it("says that the transfers could not be read", async () => {
    const { panel } = await open((host) =>
      host.fail("transfers", { message: "The list of transfers is away." }),
    );
    expect(await panel.findByText(/The list of transfers is away/)).toBeTruthy();
  });

  it("shows that the transfers are being read", async () => {
    const { panel } = await open((host) =>
      host.on("transfers", () => new Promise<never>(() => undefined)),
    );
    const fetch = await panel.findByRole("button", { name: "Fetch…" });
    expect(fetch.closest(".files")?.querySelector("[aria-busy=true]")).not.toBeNull();
  });

  it("starts nothing where there is no room, and says so", async () => {
    const problem = "The instance has 5 GB free, and 9 GB is needed.";
    const { host, user, press } = await open((host) =>
      host.on("files_check", () => transferCheck({ problem })),
    );
    await press("Send files…");
    const dialog = within(await screen.findByRole("dialog"));
    expect(await dialog.findByText(problem)).toBeTruthy();
    await user.click(dialog.getByRole("button", { name: "Send" }));
    expect(host.asked("transfer_start")).toEqual([]);
  });

  it("takes files that are dropped on the panel, and not beside it", async () => {
    const { host, panel } = await open();
    const text = await panel.findByText("Drop files or folders on this panel to send them.");
    // All of the panel, not just the box that says so.
    const whole = text.closest("aside") as HTMLElement;
    whole.getBoundingClientRect = () => new DOMRect(600, 300, 200, 80);
    host.drag({ kind: "over", x: 650, y: 320 });
    expect(await panel.findByText("Drop to send to eval-a")).toBeTruthy();
    host.drag({ kind: "leave" });
    expect(
      await panel.findByText("Drop files or folders on this panel to send them."),
    ).toBeTruthy();
    host.drag({ kind: "drop", x: 100, y: 320 });
    expect(host.asked("files_dropped")).toEqual([]);
    host.drag({ kind: "drop", x: 650, y: 320 });
    expect(await screen.findByRole("dialog", { name: /Send model.safetensors/ })).toBeTruthy();
    expect(host.asked("files_dropped")).toEqual([{}]);
  });

  it("fetches what was ticked in the folders of the instance", async () => {
    const { host, user, press } = await open();
    await press("Fetch…");
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(await dialog.findByRole("checkbox", { name: /train.log/ }));
    expect(dialog.getByText("not a regular file")).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
    const fetch = dialog.getByRole("button", { name: "Fetch" });
    await waitFor(() => expect(fetch.getAttribute("aria-disabled")).not.toBe("true"));
    await user.click(fetch);
    const remote = ["/home/ubuntu/train.log"];
    const args = { id: "vm-1", node: 0, direction: "pull", held: null, remote, existing: "refuse" };
    expect(host.asked("transfer_start")).toEqual([{ ...args, seen: "e3b0c442" }]);
  });

  it("goes into a folder and forgets what was ticked outside it", async () => {
    const { host, user, press } = await open();
    await press("Fetch…");
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(await dialog.findByRole("checkbox", { name: /train.log/ }));
    await user.click(dialog.getByRole("button", { name: "Open checkpoints" }));
    expect(await dialog.findByText("This folder is empty.")).toBeTruthy();
    expect(dialog.getByRole("button", { name: "Fetch" }).getAttribute("aria-disabled")).toBe(
      "true",
    );
    expect(host.asked("files_folder").map(({ path }) => path)).toEqual([
      "",
      "/home/ubuntu/checkpoints",
    ]);
  });

  it("shows every stage with what can be done about it", async () => {
    const { host, panel, press } = await open((host) => withFiles(host, allTransfers()));
    const list = within(await panel.findByRole("list", { name: "Transfers" }));
    expect(list.getByText("1.2 GB of 3.4 GB, 45 MB/s, 49 s left")).toBeTruthy();
    expect(list.getByText(/permission denied on the instance/)).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
    await press("Stop model.safetensors");
    expect(host.asked("transfer_stop")).toEqual([{ id: "transfer-running" }]);
    await press("Resume model.safetensors");
    expect(host.asked("transfer_resume")).toEqual([{ id: "transfer-running" }]);
    await press("Show results in its folder");
    expect(host.asked("transfer_show")).toEqual([{ id: "transfer-done" }]);
    await press("Remove results from the list");
    expect(host.asked("transfer_clear")).toEqual([{ id: "transfer-done" }]);
    await waitFor(() => expect(panel.queryByText("results")).toBeNull());
  });

  it("leaves out the transfers of others, and all of it where there is no SSH", async () => {
    const { host, panel } = await open((host) =>
      withFiles(host, [transfer("running", { instanceId: "vm-2" })]),
    );
    await panel.findByRole("button", { name: "Fetch…" });
    expect(panel.queryByRole("list", { name: "Transfers" })).toBeNull();
    host.on("connect", () => connectView(instance(), { way: "rdp" }));
    host.tell({ kind: "connect" });
    await waitFor(() => expect(panel.queryByRole("button", { name: "Fetch…" })).toBeNull());
  });

  it("says in a browser why nothing can be chosen", async () => {
    const { panel, press } = await open((host) =>
      host.fail("files_choose", { message: "Nothing here opens a dialog for files." }),
    );
    await press("Send files…");
    expect(await panel.findByText(/Nothing here opens a dialog/)).toBeTruthy();
  });
});
