import { Bell, BellOff, BellRing, Monitor, Moon, SlidersHorizontal, Sun } from "lucide-react";
import { formatDuration, toast } from "../../design";
import { keyOf } from "../../host/queries";
import type { AppState, Theme } from "../../host/types";
import type { Act } from "../../shared/acting/act";
import type { ActContext } from "../../shared/acting/acting";

/** The parts of Settings: the id of its heading, how it is called, other words for it. */
export const SETTINGS_PARTS = [
  ["accounts", "accounts", "profiles tokens sign in"],
  ["budgets", "budgets", "monthly limit spending tag forecast money"],
  ["appearance", "appearance", "theme light dark"],
  ["notices", "notices", "notifications quiet hours pause bell kinds"],
  ["tray-and-start", "tray and start", "close hide login autostart background"],
  ["connection", "connection", "proxy certificate ssh user"],
  ["exports", "exports", "folder files csv downloads"],
  ["activity-record", "activity record", "history retention keep delete months years log"],
  ["ssh-config", "SSH config", "ssh host alias file block"],
  ["terminal", "terminal", "emulator program command open"],
  ["what-is-kept-where", "what is kept where", "keychain data privacy"],
] as const;

const THEMES = [
  ["system", "as the system", Monitor],
  ["light", "light", Sun],
  ["dark", "dark", Moon],
] as const;

function setTheme({ send, answers }: ActContext, theme: Theme): void {
  const state = answers.getQueryData<AppState>(keyOf("app_state", {}));
  if (state) send("settings_set", { ...state.settings, theme });
}

/** Holds notices of the system back for so many minutes, or ends that. */
function pauseNotices({ send }: ActContext, minutes: number | null): void {
  const title =
    minutes === null ? "Notices come again" : `Notices wait for ${formatDuration(minutes * 60)}`;
  send("notices_pause", { minutes }, () => toast({ mark: "info", title }));
}

/** The parts of Settings, and what of them is set from anywhere. */
export function settingsActs(state: AppState | undefined): Act[] {
  const now = state?.settings.theme ?? "system";
  return [
    ...SETTINGS_PARTS.map(
      ([id, label, keywords]): Act => ({
        id: `settings:${id}`,
        label: `Settings: ${label}`,
        section: "Settings",
        icon: SlidersHorizontal,
        keywords,
        run: ({ go }) => go({ to: "/settings", hash: `settings-${id}` }),
      }),
    ),
    ...THEMES.map(
      ([theme, label, icon]): Act => ({
        id: `theme:${theme}`,
        label: `Theme: ${label}`,
        section: "Settings",
        icon,
        keywords: "appearance colours mode",
        off: now === theme ? "It is so now." : null,
        run: (acting) => setTheme(acting, theme),
      }),
    ),
  ];
}

/** What can be done with notices of the system. */
export function noticeActs(state: AppState | undefined): Act[] {
  return [
    (state?.noticesPausedUntil ?? null) === null
      ? {
          id: "notices-pause",
          label: "Pause notices for 1 hour",
          section: "Actions",
          icon: BellOff,
          keywords: "notifications quiet silence mute",
          run: (acting) => pauseNotices(acting, 60),
        }
      : {
          id: "notices-resume",
          label: "Resume notices",
          section: "Actions",
          icon: Bell,
          keywords: "notifications pause quiet unmute",
          run: (acting) => pauseNotices(acting, null),
        },
    {
      id: "notices-test",
      label: "Send a test notice",
      section: "Actions",
      icon: BellRing,
      keywords: "notifications try",
      run: ({ send }) =>
        send("notices_test", {}, () =>
          toast({ mark: "info", title: "Test notice handed to the system" }),
        ),
    },
  ];
}
