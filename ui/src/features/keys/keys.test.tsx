import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { SshKeysView } from "../../host/types";
import { signedInHost } from "../../testing/hosts";
import { PUBLIC_KEY, SEVERAL_KEYS, scriptKeys, sshKeys } from "../../testing/keyFixtures";
import { axeFindings, renderApp } from "../../testing/render";
import { fault } from "../../testing/scriptedHost";

async function open(at = "/keys", view: SshKeysView = sshKeys()) {
  const host = scriptKeys(signedInHost(), view).on("copy_text", () => ({}));
  const user = userEvent.setup();
  const app = renderApp(host, at);
  return { host, user, ...app };
}

const dialog = async (name: string, role: "dialog" | "alertdialog" = "dialog") =>
  within(await screen.findByRole(role, { name }));

const off = (button: HTMLElement) => button.getAttribute("aria-disabled") === "true";

async function paste(user: ReturnType<typeof userEvent.setup>, field: HTMLElement, text: string) {
  await user.click(field);
  await user.paste(text);
}

describe("the list", () => {
  it("shows kind, fingerprint and comment, and what cannot be read as it came", async () => {
    await open();
    const table = within(await screen.findByRole("table", { name: "SSH keys" }));
    const row = table.getByRole("row", { name: /ana laptop/ });
    expect(row.textContent).toContain("ED25519SHA256:GfSfgPwtX7LZFBoGdJ/spBD5waL+aykXklMtEBHh3tw");
    const odd = table.getByRole("row", { name: /old-import/ });
    expect(odd.textContent).toContain("Not readable.ssh-rsa AAAAB3Nza");
    expect(await axeFindings()).toEqual([]);
  });

  it("says what to do where there is none", async () => {
    const { user } = await open("/keys", sshKeys({ keys: [] }));
    await screen.findByText("The organization has no SSH key");
    await user.click(screen.getByRole("button", { name: "Add a key" }));
    await dialog("Add a key");
  });

  it("says why it could not be read, and reads it again", async () => {
    const { host, user } = await open();
    host.fail("ssh_keys", { code: "forbidden", message: "This token may not read that (403)." });
    host.tell({ kind: "keys" });
    await screen.findByText(/may not read that/);
    host.on("ssh_keys", () => sshKeys());
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(screen.queryByText(/may not read that/)).toBeNull());
  });

  it("removes one, and says who keeps it", async () => {
    const { host, user } = await open();
    await user.click(await screen.findByRole("button", { name: "Remove ci-runner" }));
    const asks = await dialog("Remove ci-runner", "alertdialog");
    expect(asks.getByText(/Machines that run keep it/)).toBeTruthy();
    await user.click(asks.getByRole("button", { name: "Cancel" }));
    expect(host.asked("ssh_key_remove")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Remove ci-runner" }));
    const again = await dialog("Remove ci-runner", "alertdialog");
    await user.click(again.getByRole("button", { name: "Remove ci-runner" }));
    expect(host.asked("ssh_key_remove")).toEqual([{ id: "k2" }]);
    expect(await screen.findByText("ci-runner is removed")).toBeTruthy();
  });
});

describe("adding a key", () => {
  it("shows the fingerprint as one pastes, suggests a name, and adds it", async () => {
    const { host, user } = await open("/keys?add=1");
    const form = await dialog("Add a key");
    await paste(user, form.getByRole("textbox", { name: "Public key" }), PUBLIC_KEY);
    expect(await form.findByText(/SHA256:VDhFxVEYxjStr5XHyvnFFkPTPwZ/)).toBeTruthy();
    const name = form.getByRole<HTMLInputElement>("textbox", { name: "Name in the organization" });
    await waitFor(() => expect(name.value).toBe("me-laptop"));
    const add = form.getByRole("button", { name: "Add the key" });
    await waitFor(() => expect(off(add)).toBe(false));
    expect(await axeFindings()).toEqual([]);
    await user.dblClick(add);
    expect(host.asked("ssh_key_add")).toEqual([{ name: "me-laptop", text: PUBLIC_KEY }]);
    expect(await screen.findByText("me-laptop is added")).toBeTruthy();
  });

  it("says what is wrong with the name at its field", async () => {
    const { host, user } = await open("/keys?add=1");
    const form = await dialog("Add a key");
    await paste(user, form.getByRole("textbox", { name: "Public key" }), PUBLIC_KEY);
    const name = form.getByRole<HTMLInputElement>("textbox", { name: "Name in the organization" });
    await waitFor(() => expect(name.value).toBe("me-laptop"));
    await user.clear(name);
    await user.type(name, "ab{Enter}");
    expect((await form.findByRole("alert")).textContent).toContain("at least 3 characters");
    expect(host.asked("ssh_key_add")).toEqual([]);
  });

  it("forgets a private key at once and sends nothing", async () => {
    const { host, user } = await open("/keys?add=1");
    const form = await dialog("Add a key");
    const field = form.getByRole<HTMLTextAreaElement>("textbox", { name: "Public key" });
    await paste(user, field, "-----BEGIN OPENSSH PRIVATE KEY-----\ncanary");
    expect(await form.findByText(/This is a private key/)).toBeTruthy();
    expect(field.value).toBe("");
    expect(document.body.textContent).not.toContain("canary");
    expect(off(form.getByRole("button", { name: "Add the key" }))).toBe(true);
    expect(host.asked("ssh_key_add")).toEqual([]);
  });

  it("takes the text of a file, and says what is wrong with another", async () => {
    const { host, user } = await open("/keys?add=1");
    const form = await dialog("Add a key");
    await user.click(form.getByRole("radio", { name: "From a file" }));
    const input = form.getByLabelText<HTMLInputElement>("File with the public key");
    await user.upload(input, new File(["x".repeat(70_000)], "large.pub"));
    expect(await form.findByText(/too large/)).toBeTruthy();
    await user.upload(input, new File([""], "empty.pub"));
    expect(await form.findByText(/empty.pub: The file is empty/)).toBeTruthy();
    await user.upload(input, new File(["-----BEGIN RSA PRIVATE KEY-----\ncanary"], "id_rsa"));
    expect(await form.findByText(/id_rsa: This is a private key/)).toBeTruthy();
    expect(document.body.textContent).not.toContain("canary");
    await user.upload(input, new File([`${PUBLIC_KEY}\n`], "id.pub"));
    const add = form.getByRole("button", { name: "Add the key" });
    await waitFor(() => expect(off(add)).toBe(false));
    await user.click(add);
    expect(host.asked("ssh_key_add")).toEqual([{ name: "me-laptop", text: PUBLIC_KEY }]);
  });

  it("has one of several keys chosen, and adds that alone", async () => {
    const { host, user } = await open("/keys?add=1");
    const form = await dialog("Add a key");
    await paste(user, form.getByRole("textbox", { name: "Public key" }), SEVERAL_KEYS);
    expect(await form.findByText(/There are 2 keys in it. Choose the one to add/)).toBeTruthy();
    const add = form.getByRole("button", { name: "Add the key" });
    expect(off(add)).toBe(true);
    expect(form.getByText(/The organization has it as “ana laptop”/)).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
    await user.click(form.getByRole("radio", { name: "Key 1" }));
    await waitFor(() => expect(off(add)).toBe(false));
    expect(form.getByRole<HTMLInputElement>("radio", { name: "Key 1" }).checked).toBe(true);
    await user.click(add);
    expect(host.asked("ssh_key_add")[0]?.text).toBe(PUBLIC_KEY);
  });

  it("offers the keys of this computer, those that are none with the reason", async () => {
    const { host, user } = await open("/keys?add=1");
    const form = await dialog("Add a key");
    await user.click(form.getByRole("radio", { name: "On this computer" }));
    expect(await form.findByText(/This is a private key/)).toBeTruthy();
    const wrong = form.getByRole<HTMLInputElement>("radio", { name: "wrong.pub" });
    expect(wrong.disabled).toBe(true);
    expect(form.getByText(/The organization has it as “ana laptop”/)).toBeTruthy();
    await user.click(form.getByRole("radio", { name: "id_ed25519.pub" }));
    const add = form.getByRole("button", { name: "Add the key" });
    await waitFor(() => expect(off(add)).toBe(false));
    await user.click(add);
    expect(host.asked("ssh_key_add")[0]?.text).toBe(PUBLIC_KEY);
  });
});

describe("a new pair", () => {
  it("is made at a free place, encrypted and added, and shows where it lies", async () => {
    const { host, user } = await open();
    await user.click(await screen.findByRole("button", { name: "Make a new pair" }));
    const form = await dialog("Make a new pair");
    const path = "/home/ana/.ssh/voltdeck_ed25519";
    await waitFor(() => expect(form.getByDisplayValue(path)).toBeTruthy());
    await user.type(form.getByLabelText(/^Passphrase optional/), "secret words");
    await user.type(form.getByLabelText("Passphrase again"), "secret words");
    expect(await axeFindings()).toEqual([]);
    const make = form.getByRole("button", { name: "Make it and add it" });
    await waitFor(() => expect(off(make)).toBe(false));
    await user.click(make);
    expect(host.asked("key_pair_make")).toEqual([
      {
        path,
        comment: "voltdeck",
        passphrase: "secret words",
        passphraseAgain: "secret words",
        saveAs: "voltdeck",
      },
    ]);
    const made = await dialog("The pair is made");
    expect(made.getByText(`${path}.pub`)).toBeTruthy();
    expect(made.getByText(/SHA256:VDhFx/)).toBeTruthy();
    expect(made.getByText(/The organization has it as “voltdeck”/)).toBeTruthy();
    expect(made.getByText(/Voltdeck names it wherever SSH would not find it/)).toBeTruthy();
    // No question carries the passphrase: answers to questions are kept.
    expect(JSON.stringify(host.asked("key_pair_check"))).not.toContain("secret");
    await user.click(made.getByRole("button", { name: "Done" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("says at the field what is wrong with the place and the passphrase", async () => {
    const { host, user } = await open();
    await user.click(await screen.findByRole("button", { name: "Make a new pair" }));
    const form = await dialog("Make a new pair");
    const path = await form.findByDisplayValue("/home/ana/.ssh/voltdeck_ed25519");
    await user.clear(path);
    await user.type(path, "/taken");
    expect((await form.findByRole("alert")).textContent).toContain("exists already");
    expect(off(form.getByRole("button", { name: "Make it and add it" }))).toBe(true);
    await user.type(path, "2");
    host.on("key_pair_make", () => {
      throw fault({ code: "invalid", field: "passphraseAgain", message: "The two differ." });
    });
    const make = form.getByRole("button", { name: "Make it and add it" });
    await waitFor(() => expect(off(make)).toBe(false));
    await user.click(make);
    expect((await form.findByRole("alert")).textContent).toBe("The two differ.");
  });

  it("says that the files lie there where the organization does not have it", async () => {
    const { host, user } = await open();
    await user.click(await screen.findByRole("button", { name: "Make a new pair" }));
    const form = await dialog("Make a new pair");
    host.on("key_pair_make", () => ({
      privatePath: "/p",
      publicPath: "/p.pub",
      fingerprint: "SHA256:x",
      text: "ssh-ed25519 AAAA",
      encrypted: false,
      added: null,
      addFault: fault({ code: "forbidden", message: "This token may not do that (403)." }),
    }));
    const make = form.getByRole("button", { name: "Make it and add it" });
    await waitFor(() => expect(off(make)).toBe(false));
    await user.click(make);
    const made = await dialog("The pair is made");
    expect(made.getByText(/may not do that/)).toBeTruthy();
    expect(made.getByText(/The files are written/)).toBeTruthy();
    expect(made.getByText(/whoever gets the file gets in/)).toBeTruthy();
  });
});
