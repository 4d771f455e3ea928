import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { appState, profile, sandboxProfile } from "../../testing/fixtures";
import { signedInHost } from "../../testing/hosts";
import { axeFindings, renderApp } from "../../testing/render";

const kept = appState().settings;

test("the theme applies at once", async () => {
  const host = signedInHost().on("settings_set", (settings) => appState({ settings }));
  renderApp(host, "/settings");
  await userEvent.click(await screen.findByRole("radio", { name: "Dark" }));
  await waitFor(() => expect(document.documentElement.dataset.theme).toBe("dark"));
  expect(host.asked("settings_set")).toEqual([{ ...kept, theme: "dark" }]);
  await userEvent.click(screen.getByRole("radio", { name: "As the system" }));
  await waitFor(() => expect(document.documentElement.dataset.theme).toBeUndefined());
});

test("what cannot be used is said at its field, and what was typed stays", async () => {
  const message = "A proxy begins with http://, https:// or socks5://.";
  const host = signedInHost().fail("settings_set", { code: "invalid", field: "proxy", message });
  renderApp(host, "/settings");
  const proxy = await screen.findByLabelText<HTMLInputElement>(/^Proxy/);
  await userEvent.type(proxy, "nonsense");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect((await screen.findByRole("alert")).textContent).toBe(message);
  expect(proxy.getAttribute("aria-invalid")).toBe("true");
  expect(proxy.value).toBe("nonsense");
  expect(screen.getByLabelText("SSH user").getAttribute("aria-invalid")).not.toBe("true");
  expect(await axeFindings()).toEqual([]);
  await userEvent.type(proxy, "!");
  expect(screen.queryByRole("alert")).toBeNull();
});

test("all fields are saved together, and Save is off until something changes", async () => {
  const host = signedInHost().on("settings_set", (settings) => appState({ settings }));
  renderApp(host, "/settings");
  const save = await screen.findByRole("button", { name: "Save" });
  expect(save.getAttribute("aria-disabled")).toBe("true");
  const user = screen.getByLabelText("SSH user");
  await userEvent.clear(user);
  await userEvent.type(user, "root");
  await userEvent.type(screen.getByLabelText(/^Extra root certificate/), "/etc/ca.pem{Enter}");
  expect(await screen.findByText("Settings saved")).toBeTruthy();
  expect(host.asked("settings_set")).toEqual([
    { ...kept, sshUser: "root", extraRoot: "/etc/ca.pem" },
  ]);
  await waitFor(() => expect(save.getAttribute("aria-disabled")).toBe("true"));
});

test("changes can be undone", async () => {
  renderApp(signedInHost(), "/settings");
  const user = await screen.findByLabelText<HTMLInputElement>("SSH user");
  await userEvent.type(user, "x");
  await userEvent.click(screen.getByRole("button", { name: "Undo changes" }));
  expect(user.value).toBe("ubuntu");
});

test("an error without a field stands under the form", async () => {
  const host = signedInHost().fail("settings_set", { message: "The store cannot be written." });
  renderApp(host, "/settings");
  await userEvent.type(await screen.findByLabelText("SSH user"), "x{Enter}");
  expect(await screen.findByText("Something on this computer failed.")).toBeTruthy();
});

const three = appState({
  profiles: [
    sandboxProfile,
    profile(),
    profile({ id: "p2", name: "Lab", token: "session" }),
    profile({ id: "p3", name: "Old", token: "none" }),
  ],
});

test("accounts show where their token is, and can be switched to", async () => {
  const host = signedInHost(three).on("switch_profile", ({ id }) => ({ ...three, active: id }));
  renderApp(host, "/settings");
  const table = await screen.findByRole("table", { name: "Accounts" });
  for (const text of [
    "In the keychain",
    "Until you quit",
    "Signed out",
    "None needed",
    "In front",
  ]) {
    expect(within(table).getByText(text)).toBeTruthy();
  }
  expect(screen.getByRole("link", { name: "Sign in to Old" }).getAttribute("href")).toBe(
    "/first-start?profile=p3",
  );
  await userEvent.click(screen.getByRole("button", { name: "Switch to Lab" }));
  expect(host.asked("switch_profile")).toEqual([{ id: "p2" }]);
  await screen.findByRole("button", { name: "Switch to Halden Research" });
  expect(await axeFindings()).toEqual([]);
});

test("signing out says what it means first", async () => {
  const host = signedInHost(three).on("sign_out", () => three);
  renderApp(host, "/settings");
  await userEvent.click(await screen.findByRole("button", { name: "Sign out of Halden Research" }));
  const dialog = await screen.findByRole("dialog", { name: "Sign out of Halden Research" });
  expect(dialog.textContent).toContain("What runs goes on and is billed.");
  expect(await axeFindings()).toEqual([]);
  expect(host.asked("sign_out")).toHaveLength(0);
  await userEvent.click(within(dialog).getByRole("button", { name: "Sign out" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(host.asked("sign_out")).toEqual([{ id: "p1" }]);
});

test("a sign-out that left something behind says so in its dialog", async () => {
  const message = "You are signed out, but the token is still in the keychain.";
  const host = signedInHost(three).fail("sign_out", { message });
  renderApp(host, "/settings");
  await userEvent.click(await screen.findByRole("button", { name: "Sign out of Halden Research" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.click(within(dialog).getByRole("button", { name: "Sign out" }));
  expect(await within(dialog).findByText(message, { exact: false })).toBeTruthy();
});

test("the sandbox is opened from here, and a fault of it is said", async () => {
  const host = signedInHost().fail("open_sandbox", {
    message: "The sandbox could not be started.",
  });
  renderApp(host, "/settings");
  await userEvent.click(await screen.findByRole("button", { name: "Open the sandbox" }));
  expect(await screen.findByText("The sandbox could not be started.")).toBeTruthy();
});

test("where there is no keychain, the notice stands at what is kept", async () => {
  const keychainNotice = "No keychain on this system. The token is kept until you quit.";
  renderApp(signedInHost(appState({ keychainNotice })), "/settings");
  const section = await screen.findByRole("region", { name: "What is kept where" });
  expect(within(section).getByText(keychainNotice)).toBeTruthy();
  expect(section.textContent).toContain("In memory until you quit, never in a file.");
});
