import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { instanceDetail } from "./deployFixtures";
import { withDeploy } from "./deployScript";
import { appState, fleet, overview } from "./fixtures";
import { renderApp } from "./render";
import { ScriptedHost } from "./scriptedHost";

type User = ReturnType<typeof userEvent.setup>;

/** A host with answers to all that the deploy screens and the frame around them ask. */
export function deployHost(): ScriptedHost {
  const host = new ScriptedHost({
    app_state: () => appState(),
    overview: () => overview(),
    fleet: () => fleet(),
    instance: () => instanceDetail(),
    copy_text: () => ({}),
  });
  return withDeploy(host);
}

/** Opens a wizard. */
export async function openWizard(host = deployHost(), at = "/deploy/vm") {
  const user = userEvent.setup();
  const app = renderApp(host, at);
  await screen.findByText("Choose the hardware");
  return { host, user, ...app };
}

/** Presses a button by its name. */
export async function press(user: User, name: string) {
  await user.click(await screen.findByRole("button", { name }));
}

/** Fills a field at once: letter by letter takes its time. */
export async function fill(user: User, name: string, text: string) {
  await user.click(screen.getByRole("textbox", { name }));
  await user.paste(text);
}

/** Waits until the review is made, and presses its big button. */
export async function deploy(user: User, name: string) {
  await screen.findByText("The same request");
  const button = await screen.findByRole("button", { name: `Deploy ${name}` });
  await user.click(button);
  return button;
}
