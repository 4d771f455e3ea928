import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { signedInHost } from "../../testing/hosts";
import { axeFindings, renderApp } from "../../testing/render";
import { PACKAGES, termsOf } from "./thirdParty";

test("About is reached from Settings, and each package opens to its terms", async () => {
  renderApp(signedInHost(), "/settings");
  await userEvent.click(await screen.findByRole("link", { name: "About Voltdeck" }));
  const packages = await screen.findByRole("list", { name: "Packages" });
  await userEvent.type(screen.getByRole("textbox", { name: "Search packages" }), "react-dom");
  const [row] = within(packages).getAllByRole("listitem");
  expect(row?.textContent).toMatch(/^react-dom 19\.[\d.]+MIT$/);
  const summary = row?.querySelector("summary");
  if (summary) await userEvent.click(summary);
  expect(row?.textContent).toContain("Permission is hereby granted");
  expect(await axeFindings()).toEqual([]);
});

test("a search that finds nothing says so", async () => {
  renderApp(signedInHost(), "/settings/about");
  await screen.findByRole("list", { name: "Packages" });
  await userEvent.type(screen.getByRole("textbox", { name: "Search packages" }), "no such package");
  expect(screen.getByText("No package matches")).toBeTruthy();
});

test("every package has its terms", () => {
  expect(PACKAGES.length).toBeGreaterThan(100);
  expect(PACKAGES.filter((one) => !termsOf(one).some((text) => text.length > 100))).toEqual([]);
});
