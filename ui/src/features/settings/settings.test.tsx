import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { withBudgets } from "../../testing/budgetFixtures";
import { ahead, appState, profile, sandboxProfile } from "../../testing/fixtures";
import { signedInHost } from "../../testing/hosts";
import { axeFindings, renderApp } from "../../testing/render";
import { fault } from "../../testing/scriptedHost";

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

test("a proxy's password is said to be kept, and what was typed of it goes with the save", async () => {
  const clean = { ...kept, proxy: "http://ana@proxy.example:3128" };
  const host = signedInHost().on("settings_set", () =>
    appState({ settings: clean, proxyPassword: "keychain" }),
  );
  renderApp(host, "/settings");
  const proxy = await screen.findByLabelText<HTMLInputElement>(/^Proxy/);
  expect(screen.getByText(/A password in the address goes to the keychain\./)).toBeTruthy();
  await userEvent.type(proxy, "http://ana:s3cret@proxy.example:3128{Enter}");
  expect(
    await screen.findByText(/Its password is in the keychain and is not shown\./),
  ).toBeTruthy();
  await waitFor(() => expect(proxy.value).toBe(clean.proxy));
  expect(document.body.innerHTML).not.toContain("s3cret");
  expect(await axeFindings()).toEqual([]);
});

test("how long the record is kept is chosen, and one that is not in the list is shown", async () => {
  const host = signedInHost(appState({ settings: { ...kept, recordMonths: 18 } })).on(
    "settings_set",
    (settings) => appState({ settings }),
  );
  renderApp(host, "/settings");
  const chosen = await screen.findByRole("button", { name: /Keep for/ });
  expect(chosen.textContent).toContain("18 months");
  await userEvent.click(chosen);
  await userEvent.click(await screen.findByRole("option", { name: "7 years" }));
  await waitFor(() => expect(host.asked("settings_set")).toEqual([{ ...kept, recordMonths: 84 }]));
  await waitFor(() => expect(chosen.textContent).toContain("7 years"));
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

/** Chooses something of an account's menu. */
async function more(account: string, item: string) {
  await userEvent.click(await screen.findByRole("button", { name: `More of ${account}` }));
  await userEvent.click(await screen.findByRole("menuitem", { name: item }));
}

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
  await more("Halden Research", "Sign out…");
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
  await more("Halden Research", "Sign out…");
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

test("what can be set of an account is edited together, each fault at its field", async () => {
  const message = "A currency is three capital letters, such as USD.";
  let broken = true;
  const host = signedInHost(three).on("profile_update", () =>
    broken ? Promise.reject(fault({ code: "invalid", field: "currency", message })) : three,
  );
  renderApp(host, "/settings");
  await more("Lab", "Edit…");
  const dialog = await screen.findByRole("dialog", { name: "Edit Lab" });
  const name = within(dialog).getByLabelText<HTMLInputElement>("Name");
  await userEvent.type(name, " West");
  await userEvent.click(within(dialog).getByRole("radio", { name: "Teal" }));
  await userEvent.type(within(dialog).getByLabelText(/^SSH user/), "root");
  await userEvent.type(within(dialog).getByLabelText(/^The token ends on/), "2027-03-01");
  await userEvent.type(within(dialog).getByLabelText(/^Spending limit/), "20.00");
  const currency = within(dialog).getByLabelText("Currency");
  await userEvent.clear(currency);
  await userEvent.type(currency, "eur{Enter}");
  expect((await within(dialog).findByRole("alert")).textContent).toBe(message);
  expect(currency.getAttribute("aria-invalid")).toBe("true");
  expect(name.value).toBe("Lab West");
  expect(await axeFindings()).toEqual([]);
  broken = false;
  await userEvent.clear(currency);
  await userEvent.type(currency, "EUR{Enter}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(host.asked("profile_update").at(-1)).toEqual({
    id: "p2",
    name: "Lab West",
    organizationId: "",
    currency: "EUR",
    colour: "teal",
    sshUser: "root",
    tokenEndsOn: "2027-03-01",
    spendingLimit: "20.00",
    samplesGpus: false,
  });
});

test("an account lets its instances be read in the background, once a person ticked that", async () => {
  const host = signedInHost(three).on("profile_update", () => three);
  renderApp(host, "/settings");
  await more("Halden Research", "Edit…");
  const dialog = await screen.findByRole("dialog", { name: "Edit Halden Research" });
  const box = within(dialog).getByRole("checkbox", { name: /Read GPU use in the background/ });
  expect((box as HTMLInputElement).checked).toBe(false);
  expect(dialog.textContent).toContain("Every 5 minutes Voltdeck logs in to each running instance");
  await userEvent.click(box);
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(host.asked("profile_update")[0]).toMatchObject({ id: "p1", samplesGpus: true });
});

test("an account is made read-only at once, and is let change only after a question", async () => {
  const looks = appState({
    profiles: [sandboxProfile, profile(), profile({ id: "p2", name: "Books", readOnly: true })],
  });
  const host = signedInHost(looks).on("profile_set_read_only", () => looks);
  renderApp(host, "/settings");
  expect(await screen.findByText("Read-only")).toBeTruthy();
  await more("Halden Research", "Make read-only");
  expect(host.asked("profile_set_read_only")).toEqual([{ id: "p1", readOnly: true }]);
  await more("Books", "Let it change and buy…");
  const dialog = await screen.findByRole("dialog", { name: "Let Books change and buy" });
  expect(dialog.textContent).toContain("spends its money");
  expect(host.asked("profile_set_read_only")).toHaveLength(1);
  await userEvent.click(within(dialog).getByRole("button", { name: "Let it change and buy" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(host.asked("profile_set_read_only")[1]).toEqual({ id: "p2", readOnly: false });
});

test("an account is removed only under its name, and what goes with it is said", async () => {
  const host = signedInHost(three).on("profile_remove", () => three);
  renderApp(host, "/settings");
  await more("Old", "Remove…");
  const dialog = await screen.findByRole("alertdialog", { name: "Remove Old" });
  expect(dialog.textContent).toContain("What runs goes on and is billed.");
  expect(dialog.textContent).toContain("names and tags, activity, deploys and leases");
  const remove = within(dialog).getByRole("button", { name: "Remove the account" });
  expect(remove.getAttribute("aria-disabled")).toBe("true");
  await userEvent.type(within(dialog).getByLabelText(/^Type/), "Old");
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(remove);
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  await waitFor(() =>
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "More of Old" })),
  );
  expect(host.asked("profile_remove")).toEqual([{ id: "p3", despiteOrders: false }]);
});

test("while an order of it is out an account is removed only where that is insisted upon", async () => {
  const host = signedInHost(three).on("profile_remove", ({ despiteOrders }) => {
    if (despiteOrders) return three;
    throw fault({ code: "unsettled", message: "Nobody knows yet what came of train-01." });
  });
  renderApp(host, "/settings");
  await more("Old", "Remove…");
  const dialog = await screen.findByRole("alertdialog", { name: "Remove Old" });
  await userEvent.type(within(dialog).getByLabelText(/^Type/), "Old");
  await userEvent.click(within(dialog).getByRole("button", { name: "Remove the account" }));
  expect(await within(dialog).findByText(/train-01/)).toBeTruthy();
  await userEvent.click(within(dialog).getByRole("button", { name: "Remove it all the same" }));
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(host.asked("profile_remove")[1]).toEqual({ id: "p3", despiteOrders: true });
});

test("an order that a removed account left is shown until somebody takes it off", async () => {
  const order = {
    id: "j1",
    account: "Old",
    name: "train-01",
    tag: "vd-job-0a1b2c3d",
    hardware: "1 × H100 SXM5 80 GB",
    perHour: "1.990000",
    sentAt: "2026-10-15T12:00:00Z",
    instanceId: null,
    said: "Nobody knows whether it was bought: if the machine exists, it costs $1.99/h.",
  };
  const host = signedInHost(three)
    .on("forgotten_orders", () => [order])
    .on("forgotten_order_dismiss", () => []);
  renderApp(host, "/settings");
  const table = await screen.findByRole("table", { name: "Orders of removed accounts" });
  expect(table.textContent).toContain("train-01, of Old");
  expect(table.textContent).toContain("Nobody knows whether it was bought");
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(within(table).getByRole("button", { name: "Take train-01 off" }));
  await waitFor(() =>
    expect(screen.queryByRole("table", { name: "Orders of removed accounts" })).toBeNull(),
  );
  expect(host.asked("forgotten_order_dismiss")).toEqual([{ id: "j1" }]);
});

/** The part of Settings of this name. */
const part = async (name: string) => within(await screen.findByRole("region", { name }));

test("each kind of notice is switched by itself, and quick presses lose none", async () => {
  let held: () => void = () => {};
  const host = signedInHost().on("settings_set", async (settings) => {
    await new Promise<void>((done) => {
      held = done;
    });
    return appState({ settings });
  });
  renderApp(host, "/settings");
  const notices = await part("Notices");
  expect(notices.getAllByRole("checkbox")).toHaveLength(15);
  await userEvent.click(
    notices.getByRole("checkbox", { name: "A lease or auto-stop ends an instance" }),
  );
  await userEvent.click(notices.getByRole("checkbox", { name: "The balance runs out" }));
  const asked = host.asked("settings_set").map(({ notices: set }) => set?.off);
  expect(asked).toEqual([["lease"], ["lease", "runway"]]);
  held();
  await waitFor(() =>
    expect(
      notices.getByRole<HTMLInputElement>("checkbox", { name: "The balance runs out" }).checked,
    ).toBe(false),
  );
  expect(await axeFindings()).toEqual([]);
});

test("quiet hours begin as a night, are saved together, and a wrong one is said at its field", async () => {
  let state = appState();
  const message = "Write a time of day as 22:00.";
  const host = signedInHost()
    .on("app_state", () => state)
    .on("settings_set", (settings) => {
      if (settings.notices?.quiet?.to === "25:00") {
        return Promise.reject(fault({ code: "invalid", field: "notices.quiet.to", message }));
      }
      state = appState({ settings });
      return state;
    });
  renderApp(host, "/settings");
  const notices = await part("Notices");
  await userEvent.click(notices.getByRole("checkbox", { name: /^Quiet hours/ }));
  const to = await notices.findByLabelText<HTMLInputElement>("To");
  expect(host.asked("settings_set")[0]?.notices?.quiet).toEqual({ from: "22:00", to: "07:00" });
  await userEvent.clear(to);
  await userEvent.type(to, "25:00{Enter}");
  expect((await notices.findByRole("alert")).textContent).toBe(message);
  expect(to.getAttribute("aria-invalid")).toBe("true");
  expect(to.value).toBe("25:00");
  expect(await axeFindings()).toEqual([]);
  await userEvent.clear(to);
  await userEvent.type(to, "08:30{Enter}");
  await waitFor(() =>
    expect(host.asked("settings_set").at(-1)?.notices?.quiet).toEqual({
      from: "22:00",
      to: "08:30",
    }),
  );
  await userEvent.click(notices.getByRole("checkbox", { name: /^Quiet hours/ }));
  await waitFor(() => expect(notices.queryByLabelText("To")).toBeNull());
  expect(host.asked("settings_set").at(-1)?.notices?.quiet).toBeNull();
});

test("notices are paused for an hour and resumed, and it says until when", async () => {
  let state = appState();
  const host = signedInHost()
    .on("app_state", () => state)
    .on("notices_pause", ({ minutes }) => {
      state = appState({ noticesPausedUntil: minutes ? ahead(3600) : null });
      return state;
    });
  renderApp(host, "/settings");
  const notices = await part("Notices");
  await userEvent.click(notices.getByRole("button", { name: "Pause for 1 hour" }));
  expect(await notices.findByText(/^Paused until/)).toBeTruthy();
  await userEvent.click(notices.getByRole("button", { name: "Resume notices" }));
  await notices.findByRole("button", { name: "Pause for 1 hour" });
  expect(host.asked("notices_pause")).toEqual([{ minutes: 60 }, { minutes: null }]);
});

test("what became of a test notice is said beside its button", async () => {
  const message = "The system did not take the notice: there is no notification daemon.";
  const host = signedInHost().fail("notices_test", { message });
  renderApp(host, "/settings");
  const notices = await part("Notices");
  await userEvent.click(notices.getByRole("button", { name: "Send a test notice" }));
  expect((await notices.findByRole("alert")).textContent).toContain(message);
  host.on("notices_test", () => ({}));
  await userEvent.click(notices.getByRole("button", { name: "Send a test notice" }));
  expect(await notices.findByText(/^Handed to the system/)).toBeTruthy();
  expect(notices.queryByRole("alert")).toBeNull();
});

test("what closing does is chosen where there is a tray", async () => {
  const host = signedInHost().on("settings_set", (settings) => appState({ settings }));
  renderApp(host, "/settings");
  const tray = await part("Tray and start");
  await userEvent.click(tray.getByRole("checkbox", { name: /^Close keeps Voltdeck in the tray/ }));
  expect(host.asked("settings_set")).toEqual([{ ...kept, closeToTray: false }]);
  expect(await tray.findByText(/nobody watches them/)).toBeTruthy();
  expect(await axeFindings()).toEqual([]);
});

test("without a tray it is said that closing ends Voltdeck", async () => {
  renderApp(signedInHost(appState({ tray: false, startAtLogin: null })), "/settings");
  const tray = await part("Tray and start");
  const [close, start] = tray.getAllByRole<HTMLInputElement>("checkbox");
  expect([close?.disabled, start?.disabled]).toEqual([true, true]);
  expect(tray.getByText(/shows no tray now, so closing the window ends Voltdeck/)).toBeTruthy();
  expect(tray.getByText("This cannot be set from here.")).toBeTruthy();
});

test("start at login is switched, and a failure stands at its place", async () => {
  let state = appState();
  const message = "Voltdeck will not start at login: the folder cannot be written.";
  const host = signedInHost()
    .on("app_state", () => state)
    .fail("start_at_login_set", { message });
  renderApp(host, "/settings");
  const tray = await part("Tray and start");
  const start = tray.getByRole<HTMLInputElement>("checkbox", { name: /^Start at login/ });
  await userEvent.click(start);
  expect((await tray.findByRole("alert")).textContent).toContain("will not start at login");
  expect(start.checked).toBe(false);
  host.on("start_at_login_set", ({ on }) => {
    state = appState({ startAtLogin: on });
    return state;
  });
  await userEvent.click(start);
  await waitFor(() => expect(start.checked).toBe(true));
  expect(host.asked("start_at_login_set")).toEqual([{ on: true }, { on: true }]);
});

test("budgets are set, changed and removed, and what is typed is looked at before", async () => {
  const host = withBudgets(signedInHost());
  renderApp(host, "/settings");
  const section = await screen.findByRole("region", { name: "Budgets" });
  expect(await within(section).findByText(/None is set/)).toBeTruthy();
  await userEvent.click(within(section).getByRole("button", { name: "Set a budget" }));
  const dialog = await screen.findByRole("dialog", { name: "Set a budget" });
  const amount = within(dialog).getByLabelText(/^Amount per month/);
  await userEvent.type(amount, "1,5");
  await userEvent.tab();
  expect(await within(dialog).findByText("Give the amount of a month.")).toBeTruthy();
  await userEvent.clear(amount);
  await userEvent.type(amount, "1500");
  const set = within(dialog).getByRole("button", { name: "Set the budget" });
  await waitFor(() => expect(set.getAttribute("aria-disabled")).toBeNull());
  await userEvent.click(set);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  host.tell({ kind: "money" });
  const row = await within(section).findByRole("row", { name: /All of the account/ });
  expect(row.textContent).toContain("$1,500.00");
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(
    within(section).getByRole("button", { name: "Remove the budget for All of the account" }),
  );
  host.tell({ kind: "money" });
  expect(await within(section).findByText(/None is set/)).toBeTruthy();
});

test("budgets that cannot be read say why", async () => {
  const host = signedInHost().fail("budgets", { message: "The store cannot be read." });
  renderApp(host, "/settings");
  expect(await screen.findByText("The budgets could not be read")).toBeTruthy();
});
