import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { StorageView } from "../../host/types";
import { signedInHost } from "../../testing/hosts";
import { renderApp } from "../../testing/render";
import { storage } from "../../testing/storageFixtures";
import { scriptStorage } from "../../testing/storageScript";

/** Opens the room. */
export async function open(at = "/storage", view: StorageView = storage()) {
  const host = scriptStorage(signedInHost(), view).on("copy_text", () => ({}));
  const user = userEvent.setup();
  const app = renderApp(host, at);
  return { host, user, ...app };
}

/** Opens the room with one volume open. */
export async function openPanel(name = "checkpoints", id = "v-checkpoints") {
  const opened = await open(`/storage?id=${id}`);
  const aside = within(await screen.findByRole("complementary", { name }));
  await aside.findByText(/nconnect=16/);
  const press = (label: string | RegExp) =>
    opened.user.click(aside.getByRole("button", { name: label }));
  return { ...opened, aside, press };
}

/** The dialog of that title. */
export const dialog = async (name: string, role: "dialog" | "alertdialog" = "dialog") =>
  within(await screen.findByRole(role, { name }));

/** Whether a button is off. */
export const off = (button: HTMLElement) => button.getAttribute("aria-disabled") === "true";
