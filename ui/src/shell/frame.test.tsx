import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { ago, ahead, appState, fleet, profile, sandboxProfile } from "../testing/fixtures";
import { signedInHost } from "../testing/hosts";
import { axeFindings, renderApp } from "../testing/render";
import { fault } from "../testing/scriptedHost";

const heading = (name: string) => screen.findByRole("heading", { level: 1, name });

test("the rooms stand in the sidebar, the current one marked", async () => {
  renderApp(signedInHost(), "/overview");
  await heading("Overview");
  const rooms = within(screen.getByRole("navigation", { name: "Rooms" })).getAllByRole("link");
  expect(rooms.map((link) => link.getAttribute("aria-label"))).toEqual([
    "Overview",
    "Deploy",
    "Instances",
    "Storage",
    "Billing",
    "Keys",
    "Activity",
  ]);
  // What needs attention is counted beside the record, and its name stays the same.
  await waitFor(() =>
    expect(rooms[6]?.getAttribute("title")).toBe("Activity · 3 need attention · Ctrl 7"),
  );
  expect(rooms[0]?.getAttribute("aria-current")).toBe("page");
  expect(rooms[2]?.getAttribute("aria-current")).toBeNull();
  expect(screen.getByRole("link", { name: "Settings" })).toBeTruthy();
});

test("Ctrl or Cmd with a digit goes to a room, and not while a dialog is open", async () => {
  const { path } = renderApp(signedInHost(appState({ tokenRefused: true })), "/overview");
  await heading("Overview");
  await userEvent.keyboard("{Control>},{/Control}");
  await heading("Settings");
  await userEvent.keyboard("{Control>}1{/Control}");
  await heading("Overview");
  await userEvent.keyboard("1");
  expect(path()).toBe("/overview");
  await userEvent.click(screen.getByRole("button", { name: "Give a token" }));
  await screen.findByRole("dialog");
  await userEvent.keyboard("{Control>},{/Control}");
  expect(path()).toBe("/overview");
});

test("the status bar tells the age of the reading and the money", async () => {
  renderApp(signedInHost(), "/overview");
  await heading("Overview");
  const bar = screen.getByRole("contentinfo");
  await waitFor(() => expect(bar.textContent).toContain("$60.59/h"));
  expect(bar.textContent).toMatch(/^Updated \d+ s ago/);
  expect(bar.textContent).toContain("$14,029.89 lasts 9 d 15 h");
  expect(bar.textContent).toContain("1 running, 1 pending");
  expect(bar.textContent).toContain("3 need attention");
});

test("an account that only looks is marked at its head and in the status bar", async () => {
  const looks = [sandboxProfile, profile({ id: "p1", readOnly: true })];
  renderApp(signedInHost(appState({ active: "p1", profiles: looks })), "/overview");
  await heading("Overview");
  expect(screen.getByRole("button", { name: /^Profile .*, read-only, switch$/ })).toBeTruthy();
  expect(screen.getAllByText("Read-only")).toHaveLength(2);
  expect(screen.getByRole("contentinfo").textContent).toContain("Read-only");
});

test("an event brings the new answer to the screen", async () => {
  const host = signedInHost();
  renderApp(host, "/overview");
  await screen.findAllByText("train-sd-12");
  host.on("fleet", () => fleet({ running: 5, pending: 0 }));
  host.tell({ kind: "fleet" });
  await waitFor(() => expect(screen.getByRole("contentinfo").textContent).toContain("5 running"));
});

test("a refused token asks for a new one and keeps the screen", async () => {
  let state = appState({ tokenRefused: true });
  const host = signedInHost().on("app_state", () => state);
  host.fail("sign_in", { code: "tokenRefused", message: "Refused again (401)." });
  renderApp(host, "/overview");
  await userEvent.click(await screen.findByRole("button", { name: "Give a token" }));
  const dialog = await screen.findByRole("dialog", {
    name: "Give a new token for Halden Research",
  });
  const field = within(dialog).getByLabelText<HTMLInputElement>("API token");
  await userEvent.type(field, "vp-2{Enter}");
  expect(await within(dialog).findByText("Refused again (401).")).toBeTruthy();
  expect(field.value).toBe("vp-2");
  expect(await axeFindings()).toEqual([]);
  state = appState();
  host.on("sign_in", () => state);
  await userEvent.click(within(dialog).getByRole("button", { name: "Connect" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(screen.queryByText("The token was refused (401).")).toBeNull();
  expect(host.asked("sign_in").at(-1)).toMatchObject({ profileId: "p1", token: "vp-2" });
});

test("a token that sees other machines asks whose it is, with two ways out", async () => {
  let state = appState({ askedIdentity: "p1" });
  const host = signedInHost().on("app_state", () => state);
  host.fail("profile_as_new", { code: "local", message: "The keychain is locked." });
  renderApp(host, "/overview");
  await screen.findByText(
    "This token sees other machines than Halden Research had: is it another organization?",
  );
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Keep as a new account" }));
  expect(await screen.findByText(/The keychain is locked/)).toBeTruthy();
  state = appState();
  host.on("profile_is_same", () => state);
  await userEvent.click(screen.getByRole("button", { name: "It is the same" }));
  await waitFor(() => expect(screen.queryByText(/is it another organization/)).toBeNull());
  expect(host.asked("profile_is_same")).toEqual([{ id: "p1" }]);
});

test("a reading that fails keeps the old rows and says their age", async () => {
  const host = signedInHost().on("fleet", () =>
    fleet({
      readAt: ago(290),
      nextTryAt: ahead(48),
      fault: fault({ code: "offline", message: "No answer since 14:28." }),
    }),
  );
  renderApp(host, "/overview");
  expect(await screen.findByText("The provider cannot be reached.")).toBeTruthy();
  expect(screen.getByText(/What you see is/).textContent).toContain("4 min old");
  await userEvent.click(screen.getByRole("button", { name: "Try now" }));
  expect(host.asked("refresh")).toHaveLength(1);
  expect(screen.getByText("train-llama-07", { selector: "td *" })).toBeTruthy();
});

test("a notice is put away for this run", async () => {
  renderApp(
    signedInHost(appState({ notices: ["The store was damaged and set aside."] })),
    "/overview",
  );
  await screen.findByText("The store was damaged and set aside.");
  await userEvent.click(screen.getByRole("button", { name: "Put away" }));
  expect(screen.queryByText("The store was damaged and set aside.")).toBeNull();
});

test("the sandbox says so over everything, and no account does", async () => {
  renderApp(signedInHost(appState({ active: "sandbox" })), "/settings");
  const ribbon = await screen.findByRole("complementary", { name: "Sandbox" });
  expect(ribbon.textContent).toContain("SANDBOX");
  expect(within(ribbon).getByRole("link", { name: "Connect an account" })).toBeTruthy();
  await heading("Settings");
  expect(await axeFindings()).toEqual([]);
});

test("profiles are switched and left from the sidebar", async () => {
  const host = signedInHost().on("open_sandbox", () => appState({ active: "sandbox" }));
  renderApp(host, "/overview");
  await userEvent.click(
    await screen.findByRole("button", { name: "Profile Halden Research, switch" }),
  );
  expect(await screen.findByRole("menuitem", { name: "Sign out" })).toBeTruthy();
  await userEvent.click(screen.getByRole("menuitem", { name: /^Sandbox/ }));
  expect(await screen.findByRole("complementary", { name: "Sandbox" })).toBeTruthy();
});

test("a state that cannot be read leaves a way back", async () => {
  const host = signedInHost().fail("app_state", { message: "The store cannot be opened." });
  renderApp(host, "/overview");
  expect(await screen.findByText("The store cannot be opened.")).toBeTruthy();
  host.on("app_state", () => appState());
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await heading("Overview");
});

test("a place that does not exist leads back", async () => {
  renderApp(signedInHost(), "/nowhere");
  expect(await screen.findByText("There is no such screen")).toBeTruthy();
});

test("with another account in front, the machine of the last one is left", async () => {
  const host = signedInHost()
    .on("instance", () => Promise.reject(fault({ code: "gone", message: "It is not listed." })))
    .on("open_sandbox", () => appState({ active: "sandbox" }));
  const { search } = renderApp(host, "/instances?id=vm-of-halden&q=a");
  await screen.findByRole("complementary", { name: "Instance" });
  await userEvent.click(screen.getByRole("button", { name: "Profile Halden Research, switch" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: /^Sandbox/ }));
  await waitFor(() => expect(screen.queryByRole("complementary", { name: "Instance" })).toBeNull());
  expect(search()).toEqual({});
});

test("a place of an account that was put in front for it stays, and is left with the next one", async () => {
  const { profiles } = appState();
  let state = appState();
  const host = signedInHost()
    .on("app_state", () => state)
    .on("instance", () => Promise.reject(fault({ code: "gone", message: "It is not listed." })))
    .on("switch_profile", () => state);
  const { path, search } = renderApp(host, "/overview");
  await heading("Overview");
  // As core does for a notice of another account: it puts that in front, then says where to go.
  state = appState({ profiles, active: "sandbox" });
  host.tell({ kind: "session" });
  host.tell({ kind: "go", place: { kind: "instance", id: "vm-of-sandbox", ask: null } });
  await screen.findByRole("complementary", { name: "Instance" });
  await screen.findByRole("button", { name: "Profile Sandbox, switch" });
  expect(search()).toEqual({ id: "vm-of-sandbox" });
  state = appState({ profiles, active: "p1" });
  host.tell({ kind: "session" });
  await waitFor(() => expect(search()).toEqual({}));
  expect(path()).toBe("/instances");
});

test("with another account in front, the line of the last one is left, and what narrows the list stays", async () => {
  const host = signedInHost().on("open_sandbox", () => appState({ active: "sandbox" }));
  const { search } = renderApp(host, "/activity?kind=act&id=a1");
  await screen.findByRole("complementary", { name: "train-llama-08" });
  await userEvent.click(screen.getByRole("button", { name: "Profile Halden Research, switch" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: /^Sandbox/ }));
  await waitFor(() => expect(search()).toEqual({ kind: "act" }));
});

test("with another account in front, the volume of the last one is left", async () => {
  const host = signedInHost().on("open_sandbox", () => appState({ active: "sandbox" }));
  const { path, search } = renderApp(host, "/storage?id=volume-of-halden");
  await heading("Storage");
  await userEvent.click(screen.getByRole("button", { name: "Profile Halden Research, switch" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: /^Sandbox/ }));
  await waitFor(() => expect(search()).toEqual({}));
  expect(path()).toBe("/storage");
});
