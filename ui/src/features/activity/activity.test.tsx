import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EVERYTHING } from "../../shared/record";
import { manyLines, someLines, withActivity } from "../../testing/activityFixtures";
import { appState, profile, sandboxProfile } from "../../testing/fixtures";
import { signedInHost } from "../../testing/hosts";
import { axeFindings, renderApp } from "../../testing/render";
import { fault, type ScriptedHost } from "../../testing/scriptedHost";
import { layoutOf } from "./layout";
import { minutesToMorning } from "./PauseMenu";

const list = () => screen.findByRole("table", { name: "Activity" });
const texts = (row: HTMLElement) =>
  within(row)
    .getAllByRole("cell")
    .map((cell) => cell.textContent);
const rowOf = async (name: RegExp) => {
  const button = await screen.findByRole("button", { name });
  return button.closest("tr") as HTMLElement;
};

/** The filters that were asked for, without repeats. */
const asked = (host: ScriptedHost) => {
  const all = host.asked("activity").map(({ filter }) => filter);
  return all.filter((filter, at) => JSON.stringify(filter) !== JSON.stringify(all[at - 1]));
};

describe("the list", () => {
  it("tells time, kind, what, by whom, the effect on the burn rate and what the system was told", async () => {
    renderApp(signedInHost(), "/activity");
    expect(texts(await rowOf(/^train-llama-08/)).slice(1)).toEqual([
      "Action",
      "train-llama-08 deploy accepted",
      "You",
      "+$19.92/h",
      "",
    ]);
    expect(texts(await rowOf(/^sweep-lr-3e4/)).slice(1)).toEqual([
      "Change",
      "sweep-lr-3e4 Running → Outbid, GPUs lost to a higher bid",
      "Provider",
      "−$7.56/h",
      "Held: shown when quiet hours or the pause end",
    ]);
    const failed = await rowOf(/^bench-nccl Pending/);
    expect(texts(failed).at(-1)).toBe("The system did not take the notice: No daemon answers.");
    expect(texts(await rowOf(/^Runway/)).at(-1)).toBe("Shown as a notice of the system");
    expect(texts(await rowOf(/^data-prep-02/))[3]).toBe("Lease");
    const open = await rowOf(/^bench-nccl-2/);
    expect(texts(open)[4]).toBe("maybe +$19.92/h");
    expect(await axeFindings()).toEqual([]);
  });

  it("puts the lines under their days, newest first", async () => {
    renderApp(signedInHost(), "/activity");
    const rows = within(await list())
      .getAllByRole("row")
      .slice(1);
    const heads = rows.flatMap((row, at) =>
      row.className === "group" ? [[at, row.textContent] as const] : [],
    );
    expect(heads).toHaveLength(2);
    expect(heads[0]?.[1]).toMatch(/^Today, \w+day \d+ \w+$/);
    expect(heads[1]?.[1]).toMatch(/^Yesterday, \w+day \d+ \w+$/);
    expect(heads[1]?.[0]).toBe(6);
    expect(screen.getByText("7 lines")).toBeTruthy();
  });

  it("says what the bells mean, when it is quiet, and where that is chosen", async () => {
    const settings = {
      ...appState().settings,
      notices: { off: [], quiet: { from: "22:00", to: "07:00" } },
    };
    const { path } = renderApp(signedInHost(appState({ settings })), "/activity");
    await list();
    expect(
      screen.getByText(/A line with a bell was shown as a notice of the system too/).textContent,
    ).toContain("Quiet from 22:00 to 07:00, held notices are marked");
    await userEvent.click(screen.getByRole("link", { name: "Choose notices" }));
    await waitFor(() => expect(path()).toBe("/settings"));
  });

  it("says that nothing happened yet, and what will stand here", async () => {
    renderApp(
      withActivity(signedInHost(), () => []),
      "/activity",
    );
    expect(await screen.findByText("Nothing happened yet")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Deploy a VM" })).toBeTruthy();
    const off = screen.getByRole("button", { name: "Export" });
    expect(off.getAttribute("aria-disabled")).toBe("true");
    expect(await axeFindings()).toEqual([]);
  });

  it("says why it cannot be read, and reads again", async () => {
    const host = signedInHost().fail("activity", { message: "The store is locked." });
    renderApp(host, "/activity");
    expect(await screen.findByText("The store is locked.")).toBeTruthy();
    withActivity(host);
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await rowOf(/^train-llama-08/)).toBeTruthy();
  });

  it("keeps the lines on screen while reading them again fails", async () => {
    const host = signedInHost();
    renderApp(host, "/activity");
    await list();
    host.fail("activity", { message: "The store is locked." });
    host.tell({ kind: "activity" });
    expect(await screen.findByText(/The store is locked/)).toBeTruthy();
    expect(await rowOf(/^train-llama-08/)).toBeTruthy();
  });

  it("shows a new line as it comes", async () => {
    let lines = someLines().slice(1);
    const host = withActivity(signedInHost(), () => lines);
    renderApp(host, "/activity");
    await rowOf(/^train-llama-08/);
    lines = someLines();
    host.tell({ kind: "activity" });
    expect(await rowOf(/^Runway/)).toBeTruthy();
  });
});

describe("what narrows it", () => {
  it("stands in the address and is asked of core", async () => {
    const host = signedInHost();
    const { search } = renderApp(host, "/activity");
    await list();
    expect(asked(host)).toEqual([EVERYTHING]);
    await userEvent.click(screen.getByRole("radio", { name: /^Changes ?2$/ }));
    await waitFor(() => expect(search()).toEqual({ kind: "change" }));
    await waitFor(() => expect(screen.queryByText(/deploy accepted/)).toBeNull());
    expect(screen.getByRole("radio", { name: /^Actions ?4$/ })).toBeTruthy();

    await userEvent.click(screen.getByRole("button", { name: /By/ }));
    await userEvent.click(await screen.findByRole("option", { name: "Provider" }));
    await userEvent.click(screen.getByRole("button", { name: /Time/ }));
    await userEvent.click(await screen.findByRole("option", { name: "last 7 days" }));
    await waitFor(() => expect(search()).toEqual({ kind: "change", by: "provider", time: "week" }));
    const { from, ...rest } = asked(host).at(-1) ?? EVERYTHING;
    expect(rest).toEqual({ ...EVERYTHING, kind: "change", actor: "provider", from: undefined });
    const began = new Date(from ?? "");
    const midnight = new Date();
    midnight.setHours(0, 0, 0, 0);
    midnight.setDate(midnight.getDate() - 6);
    expect(began.getTime()).toBe(midnight.getTime());
  });

  it("is taken from the address, and what is not understood is left out", async () => {
    const host = signedInHost();
    renderApp(host, "/activity?q=sweep&kind=gossip&by=lease&time=ever");
    await waitFor(() =>
      expect(asked(host).at(-1)).toEqual({ ...EVERYTHING, text: "sweep", actor: "lease" }),
    );
    const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Search activity" });
    expect(field.value).toBe("sweep");
    expect(await screen.findByText("No line has “sweep”")).toBeTruthy();
  });

  it("goes with the search by / and Show all", async () => {
    const host = signedInHost();
    const { search } = renderApp(host, "/activity?kind=notice");
    await rowOf(/^Runway/);
    await userEvent.keyboard("/");
    const field = screen.getByRole("textbox", { name: "Search activity" });
    expect(document.activeElement).toBe(field);
    await userEvent.keyboard("train-llama-08");
    expect(await screen.findByText("No line has “train-llama-08”")).toBeTruthy();
    expect(screen.getByText("1 line of other kinds would fit.")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Show all" }));
    await rowOf(/^train-llama-08/);
    expect(search()).toEqual({});
  });

  it("can be all accounts, each line with its own", async () => {
    const lines = [{ ...someLines()[1], profile: "sandbox" }, someLines()[3]] as never;
    const host = withActivity(signedInHost(), () => lines);
    const { search } = renderApp(host, "/activity");
    await list();
    expect(screen.queryByRole("columnheader", { name: "Account" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: /Of/ }));
    await userEvent.click(await screen.findByRole("option", { name: "all accounts" }));
    await waitFor(() => expect(search()).toEqual({ all: true }));
    expect(await screen.findByRole("columnheader", { name: "Account" })).toBeTruthy();
    expect(texts(await rowOf(/^train-llama-08/))[3]).toBe("Sandbox");
    expect(asked(host).at(-1)?.allAccounts).toBe(true);
    expect(await axeFindings()).toEqual([]);
  });
});

describe("a line", () => {
  const open = async (name: RegExp) => {
    const opened = renderApp(signedInHost(), "/activity");
    await userEvent.click(await screen.findByRole("button", { name }));
    return opened;
  };
  const panel = (name: string) => screen.findByRole("complementary", { name });

  it("opens with what it means, what was sent and answered, and its id", async () => {
    const { search } = await open(/^bench-nccl-2/);
    const inPanel = within(await panel("bench-nccl-2"));
    expect(search()).toEqual({ id: "a2" });
    expect(await inPanel.findByText("Nobody knows yet whether it was deployed.")).toBeTruthy();
    expect(inPanel.getByText("POST /virtual-machines/instant")).toBeTruthy();
    expect(inPanel.getByText("no answer: none within 30 s")).toBeTruthy();
    expect(inPanel.getByText("Not known: it may or may not have been done")).toBeTruthy();
    expect(inPanel.getByText("maybe +$19.92/h")).toBeTruthy();
    expect(inPanel.getByText("a2")).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
  });

  it("leads to its place and closes with Escape", async () => {
    const { path, search } = await open(/^sweep-lr-3e4/);
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
    expect(document.activeElement?.textContent).toMatch(/^sweep-lr-3e4/);
    await userEvent.keyboard("{Enter}");
    const inPanel = within(await panel("sweep-lr-3e4"));
    await userEvent.click(await inPanel.findByRole("button", { name: "Open sweep-lr-3e4" }));
    await waitFor(() => expect(path()).toBe("/instances"));
    expect(search()).toEqual({ id: "vm-sweep-lr-3e4" });
  });

  it("says that nothing was sent where it was done on this computer", async () => {
    const lines = [{ ...someLines()[6], request: null, answer: null }] as never;
    renderApp(
      withActivity(signedInHost(), () => lines),
      "/activity?id=a4",
    );
    const inPanel = within(await panel("checkpoints"));
    expect(await inPanel.findByText("Nothing was sent to the provider.")).toBeTruthy();
  });

  it("of another account puts that one in front before it leads there, and stays there", async () => {
    const lines = [{ ...someLines()[3], profile: "p2" }] as never;
    const profiles = [sandboxProfile, profile(), profile({ id: "p2", name: "Lab" })];
    let state = appState({ profiles });
    const host = withActivity(signedInHost(), () => lines)
      .on("app_state", () => state)
      .on("switch_profile", ({ id }) => {
        state = appState({ profiles, active: id });
        return state;
      })
      .on("instance", () => Promise.reject(fault({ code: "gone" })));
    const { path, search } = renderApp(host, "/activity?all=1&id=c1");
    const inPanel = within(await panel("sweep-lr-3e4"));
    await userEvent.click(await inPanel.findByRole("button", { name: /, on Lab$/ }));
    await waitFor(() => expect(path()).toBe("/instances"));
    expect(host.asked("switch_profile")).toEqual([{ id: "p2" }]);
    await screen.findByRole("button", { name: "Profile Lab, switch" });
    expect(search()).toEqual({ id: "vm-sweep-lr-3e4" });
  });

  it("that is gone says so", async () => {
    renderApp(signedInHost(), "/activity?id=nobody");
    expect(await screen.findByText(/This line is no longer there/)).toBeTruthy();
  });
});

describe("keys", () => {
  beforeEach(() => {
    vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
    vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(1000);
    vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(600);
    vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(1000);
  });
  afterEach(() => vi.restoreAllMocks());

  it("j and k go from line to line over the heads of the days, and End to the last of 10,000", async () => {
    const all = manyLines(10_000);
    const host = withActivity(signedInHost(), () => all);
    renderApp(host, "/activity");
    await rowOf(/^eval-0 /);
    const table = await list();
    expect(within(table).getAllByRole("row").length).toBeLessThan(60);
    await userEvent.keyboard("jjj");
    expect(document.activeElement?.textContent).toMatch(/^eval-2 /);
    await userEvent.keyboard("k");
    expect(document.activeElement?.textContent).toMatch(/^eval-1 /);
    await userEvent.keyboard("{End}");
    await waitFor(() => expect(document.activeElement?.textContent).toMatch(/^eval-9999 /));
    await userEvent.keyboard("k");
    await waitFor(() => expect(document.activeElement?.textContent).toMatch(/^eval-9998 /));
    await userEvent.keyboard("{Home}");
    await waitFor(() => expect(document.activeElement?.textContent).toMatch(/^eval-0 /));
    // Only what is in sight was asked for.
    const offsets = new Set(host.asked("activity").map(({ offset }) => offset));
    expect(offsets.size).toBeLessThan(10);
  });

  it("stay with their line when new ones come in above it", async () => {
    let lines = manyLines(40);
    const host = withActivity(signedInHost(), () => lines);
    renderApp(host, "/activity");
    await rowOf(/^eval-0 /);
    await userEvent.keyboard("jjj");
    lines = [{ ...lines[0], id: "new", subject: "new-one" } as never, ...lines];
    host.tell({ kind: "activity" });
    await rowOf(/^new-one/);
    expect(document.activeElement?.textContent).toMatch(/^eval-2 /);
    await userEvent.keyboard("k");
    expect(document.activeElement?.textContent).toMatch(/^eval-1 /);
  });
});

describe("pausing and exporting", () => {
  it("pauses for an hour, until the morning, and not at all", async () => {
    let until: string | null = null;
    const state = () => appState({ noticesPausedUntil: until });
    const host = signedInHost()
      .on("app_state", state)
      .on("notices_pause", ({ minutes }) => {
        until = minutes ? new Date(Date.now() + minutes * 60_000).toISOString() : null;
        return state();
      });
    renderApp(host, "/activity");
    const choose = async (button: RegExp, item: string) => {
      await userEvent.click(await screen.findByRole("button", { name: button }));
      await userEvent.click(await screen.findByRole("menuitem", { name: item }));
    };
    await choose(/^Pause notices/, "For 1 hour");
    await choose(/^Paused until/, "Until tomorrow, 08:00");
    expect(screen.getByText(/A line with a bell/).textContent).toContain("Paused until");
    await choose(/^Paused until/, "Resume now");
    await screen.findByRole("button", { name: "Pause notices" });
    const minutes = host.asked("notices_pause").map((args) => args.minutes);
    expect([minutes[0], minutes[2]]).toEqual([60, null]);
    expect(minutes[1]).toBe(minutesToMorning(new Date()));
  });

  it("counts the minutes to eight in the morning of tomorrow", () => {
    expect(minutesToMorning(new Date(2026, 8, 17, 20, 0))).toBe(12 * 60);
    expect(minutesToMorning(new Date(2026, 8, 17, 7, 59, 30))).toBe(24 * 60 + 1);
  });

  it("writes what fits into a file, and says where it is", async () => {
    const host = signedInHost().on("copy_text", () => ({}));
    renderApp(host, "/activity?kind=change");
    await list();
    await userEvent.click(screen.getByRole("button", { name: "Export" }));
    expect(await axeFindings()).toEqual([]);
    await userEvent.click(await screen.findByRole("menuitem", { name: /^CSV/ }));
    expect(await screen.findByText("Exported 2 lines")).toBeTruthy();
    const path = "/home/me/Downloads/voltdeck-activity-2026-09-17.csv";
    expect(screen.getByText(path)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Copy path" }));
    expect(host.asked("copy_text")).toEqual([{ text: path }]);
    expect(host.asked("activity_export")).toEqual([
      { format: "csv", filter: { ...EVERYTHING, kind: "change" } },
    ]);
  });

  it("says why no file could be written", async () => {
    const message =
      "No file could be written to /x: you may not write there. Nothing was exported.";
    const host = signedInHost().fail("activity_export", { message });
    renderApp(host, "/activity");
    await list();
    await userEvent.click(screen.getByRole("button", { name: "Export" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: /^JSON Lines/ }));
    expect(await screen.findByText(message)).toBeTruthy();
  });

  it("is done from the palette too: here what is shown, elsewhere all", async () => {
    const host = signedInHost();
    const { path } = renderApp(host, "/activity?by=lease");
    await list();
    const run = async (words: string) => {
      await userEvent.keyboard("{Control>}k{/Control}");
      await userEvent.type(await screen.findByRole("combobox"), `${words}{Enter}`);
    };
    await run("export activity json");
    await waitFor(() => expect(host.asked("activity_export")).toHaveLength(1));
    await run("overview");
    await waitFor(() => expect(path()).toBe("/overview"));
    await run("export activity csv");
    await waitFor(() => expect(host.asked("activity_export")).toHaveLength(2));
    expect(host.asked("activity_export")).toEqual([
      { format: "jsonl", filter: { ...EVERYTHING, actor: "lease" } },
      { format: "csv", filter: EVERYTHING },
    ]);
    await run("activity");
    await waitFor(() => expect(path()).toBe("/activity"));
  });
});

describe("the layout", () => {
  it("has a head for each day and every line under its own", () => {
    const layout = layoutOf([
      { day: "2026-09-17", lines: 2 },
      { day: "2026-09-16", lines: 1 },
      { day: "2026-09-14", lines: 3 },
    ]);
    expect([layout.rows, layout.lines]).toEqual([9, 6]);
    const rows = Array.from({ length: 9 }, (_, row) => layout.at(row));
    expect(rows.map((row) => (row && "day" in row ? row.day.day.slice(-2) : row?.line))).toEqual([
      "17",
      0,
      1,
      "16",
      2,
      "14",
      3,
      4,
      5,
    ]);
    for (const [row, place] of rows.entries()) {
      if (place && "line" in place) expect(layout.rowOf(place.line)).toBe(row);
    }
    expect([layout.at(-1), layout.at(9), layoutOf([]).at(0), layoutOf([]).rows]).toEqual([
      null,
      null,
      null,
      0,
    ]);
  });
});
