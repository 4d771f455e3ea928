import type { Page } from "playwright-core";
import answers from "../src/testing/answers/connect.json";
import { launch } from "./support/desk";
import { areForEveryone, type Layer } from "./support/layers";
import { button, goTo, machine, sees } from "./support/ways";

const desk = launch();

/** This host starts no programs: what they would have told is put in the place of the answer. */
const told = (page: Page, command: string, json: unknown) =>
  page.route(`**/call/${command}`, (route) => route.fulfill({ json }));

const dialog = (page: Page, name: string | RegExp) => page.getByRole("dialog", { name });

const CHECK = {
  what: "2 files, 3.4 GB",
  to: "/home/ubuntu/data",
  existing: 1,
  existingNames: ["data/a.bin"],
  seen: "e3b0c442",
  skipped: ["data/link: links are not copied"],
  skippedCount: 1,
  problem: null,
};

/** What lies over a room on the way into a machine. */
const LAYERS: readonly Layer[] = [
  {
    name: "an auto-stop to set",
    open: async (page) => {
      await machine(desk, "vm");
      await button(page, "Set an auto-stop").click();
      await page.getByRole("textbox", { name: "Minutes idle" }).waitFor();
    },
  },
  {
    name: "files to send, of which one exists",
    open: async (page) => {
      await told(page, "files_choose", { id: "held-1", label: "data", names: ["data"] });
      await told(page, "files_check", CHECK);
      await machine(desk, "vm");
      await button(page, "Send files…").click();
      await dialog(page, /^Send data to /).waitFor();
      await sees(page, "2 files, 3.4 GB");
    },
  },
  {
    name: "files to fetch from an instance that does not let one in",
    open: async (page) => {
      await machine(desk, "vm");
      await button(page, "Fetch…").click();
      await dialog(page, /^Fetch from /).waitFor();
    },
  },
  {
    name: "editors",
    open: async (page) => {
      await told(page, "editors", answers.editors.answer);
      await machine(desk, "vm");
      await button(page, "Editors and folder").click();
      await page.getByRole("menu").waitFor();
    },
  },
  {
    name: "an editor that needs the SSH config",
    open: async (page) => {
      await told(page, "editors", answers.editors.answer);
      await machine(desk, "vm");
      await button(page, "Open in VS Code").click();
      await button(page, "Add them and open VS Code").waitFor();
    },
  },
  {
    name: "the folder for editors",
    open: async (page) => {
      await told(page, "editors", answers.editors.answer);
      await machine(desk, "vm");
      await button(page, "Editors and folder").click();
      await page.getByRole("menuitem", { name: "Choose the folder…" }).click();
      await page.getByRole("textbox", { name: "Folder on the instance" }).waitFor();
    },
  },
  {
    name: "an SSH config whose line stands where it counts for no host",
    open: async (page) => {
      await told(page, "ssh_config", answers.configBelow.answer);
      await goTo(desk, "/settings");
      await page.getByRole("heading", { name: "SSH config" }).scrollIntoViewIfNeeded();
      await page.getByRole("textbox", { name: "Prefix of the aliases" }).waitFor();
    },
  },
  {
    name: "deploy templates, none yet",
    open: async (page) => {
      await goTo(desk, "/deploy/vm?templates=true");
      await dialog(page, "Deploy templates").waitFor();
    },
  },
  {
    name: "a deploy template to save",
    open: async (page) => {
      await goTo(desk, "/deploy/vm");
      await button(page, "Save as a deploy template…").click();
      await dialog(page, "Save as a deploy template").waitFor();
    },
  },
  {
    name: "first steps that are on",
    open: async (page) => {
      await goTo(desk, "/deploy/vm");
      await button(page, "Software").click();
      await page.getByText(/^Install Docker/).click();
      await sees(page, "Show the whole cloud-init");
    },
  },
];

areForEveryone(desk, LAYERS);
