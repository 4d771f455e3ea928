import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { appState, fleet, instance, overview } from "../../../testing/fixtures";
import { actsUp, scriptInstances } from "../../../testing/instanceFixtures";
import { axeFindings, renderApp } from "../../../testing/render";
import { ScriptedHost } from "../../../testing/scriptedHost";

async function open() {
  const host = new ScriptedHost({ app_state: () => appState(), overview: () => overview() });
  scriptInstances(host, fleet({ instances: [instance({ acts: actsUp() })] }));
  const user = userEvent.setup();
  renderApp(host, "/instances?id=vm-1");
  await user.click(await screen.findByRole("button", { name: "Terminate" }));
  const asks = await screen.findByRole("alertdialog", { name: "Terminate eval-a" });
  await within(asks).findByText("What is lost");
  const field = within(asks).getByRole("textbox", { name: "Type eval-a to confirm" });
  const deed = within(asks).getByRole("button", { name: "Terminate eval-a" });
  return { host, user, asks, field, deed };
}

it("says what is lost, what stays and what it does to the burn rate", async () => {
  const { asks, field } = await open();
  expect(asks.textContent).toContain("Local disk, 2,400 GB");
  expect(asks.textContent).toContain("Stays on the bill of this month.");
  expect(asks.textContent).toContain("Burn rate$62.58/h then $60.59/hsaves $1.99/h");
  await waitFor(() => expect(document.activeElement === field).toBe(true));
  expect(await axeFindings(asks)).toEqual([]);
});

it("is off until something is typed, and Enter does not press it", async () => {
  const { host, user, field, deed } = await open();
  expect(deed.getAttribute("aria-disabled")).toBe("true");
  await user.click(deed);
  await user.type(field, "eval-a{Enter}");
  expect(host.asked("instance_terminate")).toEqual([]);
  expect(deed.getAttribute("aria-disabled")).toBeNull();
});

it("leaves it to the core whether what was typed is meant, and says at the field why not", async () => {
  const { host, user, asks, field, deed } = await open();
  const message = "Type eval-a or vm-1 to terminate it. Nothing was ended.";
  host.fail("instance_terminate", { code: "invalid", field: "typedName", message });
  await user.type(field, "eval-");
  await user.click(deed);
  expect((await within(asks).findByRole("alert")).textContent).toBe(message);
  host.on("instance_terminate", () => ({}));
  await user.clear(field);
  await user.type(field, "vm-1");
  await user.click(deed);
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(host.asked("instance_terminate").at(-1)).toEqual({ id: "vm-1", typedName: "vm-1" });
});

it("names the short ID beside the field, for a name that cannot be typed", async () => {
  const { asks } = await open();
  expect(asks.textContent).toContain("Or the start of its ID, vm-1.");
});

it("sends once, however often it is pressed", async () => {
  const { host, user, field, deed } = await open();
  await user.type(field, "eval-a");
  await user.dblClick(deed);
  expect(host.asked("instance_terminate")).toEqual([{ id: "vm-1", typedName: "eval-a" }]);
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(screen.getByText("Terminating eval-a")).toBeTruthy();
});

it("keeps an unknown outcome in the dialog and does not send it again", async () => {
  const { host, user, asks, field, deed } = await open();
  host.fail("instance_terminate", {
    code: "outcomeUnknown",
    message: "The connection broke after the request was sent.",
    retryable: false,
  });
  await user.type(field, "eval-a");
  await user.click(deed);
  expect((await within(asks).findByText(/connection broke/)).textContent).toContain(
    "Nobody knows whether it was done.",
  );
  await user.click(deed);
  expect(host.asked("instance_terminate")).toHaveLength(1);
});

it("can be tried again where the provider was not reached", async () => {
  const { host, user, asks, field, deed } = await open();
  host.fail("instance_terminate", { code: "offline", message: "No answer. Nothing was ended." });
  await user.type(field, "eval-a");
  await user.click(deed);
  expect(await within(asks).findByText(/Nothing was ended/)).toBeTruthy();
  host.on("instance_terminate", () => ({}));
  await user.click(deed);
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(host.asked("instance_terminate")).toHaveLength(2);
});

it("cancels by Escape and leaves the panel open", async () => {
  const { host, user } = await open();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(screen.getByRole("complementary", { name: "eval-a" })).toBeTruthy();
  expect(host.asked("instance_terminate")).toEqual([]);
});
