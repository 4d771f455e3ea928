import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { appState, preset, priceList, profile, sandboxProfile } from "../../testing/fixtures";
import { firstStartHost, signedInHost } from "../../testing/hosts";
import { axeFindings, renderApp } from "../../testing/render";
import { fault } from "../../testing/scriptedHost";

const REFUSED = "The provider refused this token (401). Nothing was kept.";

test("without a profile every place leads to first start, with the token field in focus", async () => {
  const { path } = renderApp(firstStartHost(), "/instances");
  expect(await screen.findByLabelText("API token")).toHaveProperty(
    "id",
    document.activeElement?.id,
  );
  expect(path()).toBe("/first-start");
});

test("the sandbox is one click away", async () => {
  const host = firstStartHost();
  const { path } = renderApp(host, "/first-start");
  await userEvent.click(await screen.findByRole("button", { name: "Explore with the sandbox" }));
  await waitFor(() => expect(path()).toBe("/overview"));
  expect(host.asked("open_sandbox")).toHaveLength(1);
  expect((await screen.findByRole("complementary", { name: "Sandbox" })).textContent).toContain(
    "SANDBOX",
  );
});

test("a refused token is said at the field, and what was typed stays", async () => {
  const host = firstStartHost().fail("sign_in", { code: "tokenRefused", message: REFUSED });
  const { path } = renderApp(host, "/first-start");
  const field = await screen.findByLabelText<HTMLInputElement>("API token");
  await userEvent.type(field, "vp-wrong");
  await userEvent.click(screen.getByRole("button", { name: "Connect" }));
  expect((await screen.findByRole("alert")).textContent).toBe(REFUSED);
  expect(field.value).toBe("vp-wrong");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(path()).toBe("/first-start");
});

test("an error that belongs to no field stands under the form", async () => {
  const host = firstStartHost().fail("sign_in", { code: "offline", message: "No answer." });
  renderApp(host, "/first-start");
  await userEvent.type(await screen.findByLabelText("API token"), "vp-1{Enter}");
  expect(await screen.findByText("The provider cannot be reached.")).toBeTruthy();
  expect(screen.getByLabelText("API token").getAttribute("aria-invalid")).not.toBe("true");
});

test("a token signs in with the default base URL", async () => {
  const host = firstStartHost().on("sign_in", () => appState());
  const { path } = renderApp(host, "/first-start");
  await userEvent.type(await screen.findByLabelText("API token"), "vp-1{Enter}");
  await waitFor(() => expect(path()).toBe("/overview"));
  expect(host.asked("sign_in")).toEqual([
    {
      profileId: null,
      name: "",
      baseUrl: appState().defaultBaseUrl,
      token: "vp-1",
      readOnly: false,
    },
  ]);
  expect(host.asked("settings_set")).toHaveLength(0);
});

test("an account can be connected to look only", async () => {
  const host = firstStartHost().on("sign_in", () => appState());
  renderApp(host, "/first-start");
  await userEvent.click(await screen.findByRole("checkbox", { name: /^Read-only/ }));
  await userEvent.type(screen.getByLabelText("API token"), "vp-1{Enter}");
  await waitFor(() => expect(host.asked("sign_in")[0]?.readOnly).toBe(true));
});

test("without a token Connect is off", async () => {
  const host = firstStartHost();
  renderApp(host, "/first-start");
  const connect = await screen.findByRole("button", { name: "Connect" });
  expect(connect.getAttribute("aria-disabled")).toBe("true");
  await userEvent.click(connect);
  expect(host.asked("sign_in")).toHaveLength(0);
});

test("a base URL is checked as it is typed", async () => {
  const host = firstStartHost().on("check_base_url", ({ baseUrl }) =>
    baseUrl.startsWith("https://")
      ? []
      : [{ field: "baseUrl", severity: "error", message: "Use https." }],
  );
  renderApp(host, "/first-start");
  await userEvent.click(await screen.findByRole("button", { name: "Advanced" }));
  const url = screen.getByLabelText("Base URL");
  await userEvent.clear(url);
  await userEvent.type(url, "http://x");
  expect(await screen.findByText("Use https.")).toBeTruthy();
});

test("a field in the closed part is opened for its error", async () => {
  const host = firstStartHost().fail("sign_in", {
    code: "invalid",
    field: "baseUrl",
    message: "This host is not the provider's.",
  });
  renderApp(host, "/first-start");
  await userEvent.type(await screen.findByLabelText("API token"), "vp-1{Enter}");
  expect(await screen.findByText("This host is not the provider's.")).toBeTruthy();
  expect(screen.getByLabelText("Base URL").getAttribute("aria-invalid")).toBe("true");
});

test("both ways to a token are links of the desktop", async () => {
  const host = firstStartHost();
  renderApp(host, "/first-start");
  await userEvent.click(await screen.findByRole("button", { name: "console" }));
  await userEvent.click(screen.getByRole("button", { name: "support@voltagepark.com" }));
  expect(host.asked("open_link")).toEqual([{ link: "console" }, { link: "support" }]);
});

test("prices stand with their stock, and say when they could not be read", async () => {
  const host = firstStartHost().on("price_list", () =>
    priceList({ virtualMachines: [preset(1), preset(8, { inStock: false, places: [] })] }),
  );
  renderApp(host, "/first-start");
  const table = await screen.findByRole("table", { name: "Prices today" });
  const rows = [...table.querySelectorAll("tr")].map((row) => row.textContent);
  expect(rows).toContainEqual(expect.stringMatching(/1 × H100.*\$1\.99\/h3 locations/));
  expect(rows).toContainEqual(expect.stringMatching(/8 × H100.*\$15\.92\/hSold out/));
});

test("prices that cannot be read can be asked for again", async () => {
  const host = firstStartHost().fail("price_list", { code: "offline", message: "No network." });
  renderApp(host, "/first-start");
  expect(await screen.findByText("The prices could not be read")).toBeTruthy();
  host.on("price_list", () => priceList());
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("table", { name: "Prices today" })).toBeTruthy();
});

test("a signed-out account gets a new token for itself", async () => {
  const gone = profile({
    id: "p9",
    name: "Lab",
    token: "none",
    baseUrl: "https://lab.example/api/v1",
  });
  const host = signedInHost(appState({ active: null, profiles: [sandboxProfile, gone] })).on(
    "sign_in",
    () => Promise.reject(fault({ code: "offline", message: "No answer." })),
  );
  renderApp(host, "/first-start?profile=p9");
  await userEvent.type(await screen.findByLabelText("API token"), "vp-2{Enter}");
  await waitFor(() =>
    expect(host.asked("sign_in")).toEqual([
      {
        profileId: "p9",
        name: "Lab",
        baseUrl: "https://lab.example/api/v1",
        token: "vp-2",
        readOnly: false,
      },
    ]),
  );
});

test("where there is no keychain it says so", async () => {
  const keychainNotice = "No keychain on this system. The token is kept until you quit.";
  renderApp(signedInHost(appState({ active: null, keychainNotice })), "/first-start");
  expect(await screen.findByText(keychainNotice)).toBeTruthy();
});

test("axe finds nothing, open or closed, right or refused", async () => {
  const host = firstStartHost().fail("sign_in", { code: "tokenRefused", message: REFUSED });
  renderApp(host, "/first-start");
  await screen.findByRole("table", { name: "Prices today" });
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Advanced" }));
  await userEvent.type(screen.getByLabelText("API token"), "vp-wrong{Enter}");
  await screen.findByRole("alert");
  expect(await axeFindings()).toEqual([]);
});

test("a token is sent once however often Enter is pressed, and an empty one not at all", async () => {
  const host = firstStartHost().on("sign_in", () => new Promise(() => undefined));
  renderApp(host, "/first-start");
  const field = await screen.findByLabelText("API token");
  await userEvent.type(field, " {Enter}");
  expect(host.asked("sign_in")).toEqual([]);
  await userEvent.type(field, "vp-1{Enter}{Enter}{Enter}");
  expect(host.asked("sign_in")).toHaveLength(1);
});
