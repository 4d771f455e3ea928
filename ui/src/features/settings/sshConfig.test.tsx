import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { SshConfigView } from "../../host/types";
import { sshConfig, sshConfigBeside } from "../../testing/connectFixtures";
import { signedInHost } from "../../testing/hosts";
import { axeFindings, renderApp } from "../../testing/render";

async function open(config: SshConfigView) {
  const host = signedInHost()
    .on("copy_text", () => ({}))
    .on("ssh_config", () => config);
  renderApp(host, "/settings");
  const section = (await screen.findByRole("heading", { name: "SSH config" })).closest("section");
  if (!section) throw new Error("There is no section of the SSH config.");
  const card = within(section);
  await card.findByRole("checkbox", { name: /Keep the machines/, checked: true });
  return { host, user: userEvent.setup(), card };
}

describe("the card of the SSH config", () => {
  it("says where an alias leads as ssh sees it", async () => {
    const { card } = await open(sshConfig());
    expect(card.getByText("It works.")).toBeTruthy();
    expect(card.getByText(/^ssh vp-.* leads to ubuntu@127/)).toBeTruthy();
    expect(card.queryByText(/Include line/)).toBeNull();
  });

  it("tells the line to add where the config may not be written", async () => {
    const { host, user, card } = await open(sshConfigBeside("Locked"));
    expect(card.getByText(/Add it as the first line, above every Host and Match/)).toBeTruthy();
    expect(card.getByText("It does not work.")).toBeTruthy();
    expect(card.queryByRole("button", { name: "Move the line to the top" })).toBeNull();
    await user.click(card.getByRole("button", { name: "Copy the line" }));
    expect(host.asked("copy_text")).toEqual([{ text: "Include voltdeck/config" }]);
    expect(await axeFindings()).toEqual([]);
  });

  it("offers to move a line that counts for one host only", async () => {
    const { host, user, card } = await open(sshConfigBeside("Below"));
    expect(
      card.getByText(/is below "Host nas", so ssh reads your instances for that alone/),
    ).toBeTruthy();
    host.on("ssh_config", () => sshConfig());
    await user.click(card.getByRole("button", { name: "Move the line to the top" }));
    expect(host.asked("ssh_include_move")).toEqual([{}]);
    expect(await card.findByText("It works.")).toBeTruthy();
    expect(card.queryByText(/is below/)).toBeNull();
  });

  it("says who has no alias and why, and takes another prefix", async () => {
    const { host, user, card } = await open(sshConfigBeside("Taken"));
    expect(card.getByText(/ssh could not be asked whether the aliases are free/)).toBeTruthy();
    await user.click(card.getByRole("button", { name: /without an alias/ }));
    expect(card.getAllByText(/Every alias for it belongs to a host of yours/)[0]).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
    const field = card.getByRole("textbox", { name: "Prefix of the aliases" });
    const set = card.getByRole("button", { name: "Set the prefix" });
    expect(set.getAttribute("aria-disabled")).toBe("true");
    await user.clear(field);
    await user.type(field, "a b{Enter}");
    expect(await card.findByText(/A prefix has 1 to 16 letters/)).toBeTruthy();
    await user.clear(field);
    host.on("ssh_config", () => sshConfig({ prefix: "cloud-" }));
    await user.type(field, "cloud-{Enter}");
    expect(host.asked("ssh_prefix_set").at(-1)).toEqual({ prefix: "cloud-" });
    await waitFor(() => expect(card.queryByText(/without an alias/)).toBeNull());
  });

  it("says how many aliases are being checked", async () => {
    const { card } = await open(sshConfig({ hosts: [], beingChecked: 3 }));
    expect(card.getByText(/3 aliases are being checked/)).toBeTruthy();
    expect(card.queryByText(/has an address yet/)).toBeNull();
  });
});
