import {
  Bell,
  BellOff,
  BellRing,
  Boxes,
  CalendarDays,
  Clock,
  Download,
  ExternalLink,
  FileKey,
  HardDrive,
  Keyboard,
  KeyRound,
  type LucideIcon,
  Monitor,
  Moon,
  Plus,
  ReceiptText,
  RotateCw,
  Server,
  SlidersHorizontal,
  Sun,
  TrendingUp,
} from "lucide-react";
import { formatMoney } from "../design";
import type { AppState } from "../host/types";
import { accountActs } from "./accountActs";
import type { ActContext } from "./acting";
import { ROOMS, SETTINGS } from "./rooms";
import { SHORTCUTS } from "./shortcuts";

/** Something that can be done from anywhere by its name. */
export interface Act {
  id: string;
  label: string;
  section: "Go to" | "Actions" | "Settings" | "Accounts";
  icon: LucideIcon;
  /** Other words by which it is looked for. */
  keywords?: string;
  /** What in its label names hardware: found by that, it stands behind the machines that have it. */
  hardware?: string;
  /** Id of its shortcut. */
  shortcut?: string;
  /** Why it is off; it keeps its place. */
  off?: string | null;
  /** There are as many as accounts or keys, so it stands there only once it is looked for. */
  sought?: true;
  run: (acting: ActContext) => unknown;
}

/** The parts of Settings: the id of its heading, how it is called, other words for it. */
export const SETTINGS_PARTS = [
  ["accounts", "accounts", "profiles tokens sign in"],
  ["budgets", "budgets", "monthly limit spending tag forecast money"],
  ["appearance", "appearance", "theme light dark"],
  ["notices", "notices", "notifications quiet hours pause bell kinds"],
  ["tray-and-start", "tray and start", "close hide login autostart background"],
  ["connection", "connection", "proxy certificate ssh user"],
  ["exports", "exports", "folder files csv downloads"],
  ["ssh-config", "SSH config", "ssh host alias file block"],
  ["terminal", "terminal", "emulator program command open"],
  ["what-is-kept-where", "what is kept where", "keychain data privacy"],
] as const;

const ROOM_WORDS: Record<string, string> = {
  "/overview": "home burn rate balance runway attention",
  "/deploy/vm": "new create virtual machine",
  "/instances": "machines list servers gpus",
  "/storage": "volumes disks",
  "/billing": "statement spent invoice cost",
  "/keys": "ssh",
  "/activity": "history log record notices events audit",
  "/settings": "preferences options",
};

const rooms: readonly Act[] = [...ROOMS, SETTINGS].map(({ to, label, icon }) => ({
  id: `room:${to}`,
  label,
  section: "Go to",
  icon,
  keywords: ROOM_WORDS[to],
  shortcut: `room:${to}`,
  run: ({ go }) => go({ to }),
}));

const run = (id: string): Act["run"] => {
  const found = SHORTCUTS.find((one) => one.id === id);
  if (!found) throw new Error(`there is no shortcut ${id}`);
  return found.run;
};

/** What is the same whoever is signed in. */
const FIXED: readonly Act[] = [
  ...rooms,
  {
    id: "deploy-vm",
    label: "Deploy a VM",
    section: "Actions",
    icon: Plus,
    keywords: "new create virtual machine instance gpu",
    run: ({ go }) => go({ to: "/deploy/vm" }),
  },
  {
    id: "deploy-metal",
    label: "Deploy bare metal",
    section: "Actions",
    icon: Server,
    keywords: "new create rental nodes cluster infiniband ethernet gpu",
    run: ({ go }) => go({ to: "/deploy/bare-metal" }),
  },
  {
    id: "availability",
    label: "See what is available",
    section: "Actions",
    icon: Boxes,
    keywords: "availability stock free gpus locations host nodes",
    run: ({ go }) => go({ to: "/deploy/availability" }),
  },
  {
    id: "standing",
    label: "See standing orders",
    section: "Actions",
    icon: Clock,
    keywords: "watched stock tell me deploy when available",
    run: ({ go }) => go({ to: "/deploy/standing" }),
  },
  {
    id: "volume",
    label: "Create a volume",
    section: "Actions",
    icon: HardDrive,
    keywords: "new storage disk shared",
    run: ({ go }) => go({ to: "/storage", search: { create: true } }),
  },
  {
    id: "key",
    label: "Add an SSH key",
    section: "Actions",
    icon: KeyRound,
    keywords: "new make create public organization",
    run: ({ go }) => go({ to: "/keys", search: { add: true } }),
  },
  {
    id: "pair",
    label: "Make a new key pair",
    section: "Actions",
    icon: FileKey,
    keywords: "ssh private public create generate ed25519",
    run: ({ go }) => go({ to: "/keys", search: { pair: true } }),
  },
  {
    id: "lines",
    label: "Search the billing lines",
    section: "Actions",
    icon: ReceiptText,
    keywords: "transactions charges deposits",
    run: ({ go }) => go({ to: "/billing", search: { view: "lines" } }),
  },
  {
    id: "statement",
    label: "See this month's statement",
    section: "Actions",
    icon: CalendarDays,
    keywords: "billing spent month",
    run: ({ go }) => go({ to: "/billing", search: { view: "statement" } }),
  },
  {
    id: "export-billing",
    label: "Export billing…",
    section: "Actions",
    icon: Download,
    keywords: "statement lines csv xlsx workbook focus parquet print pdf file save finance",
    run: ({ go }) => go({ to: "/billing", search: { export: true } }),
  },
  {
    id: "export-csv",
    label: "Export the activity as CSV",
    section: "Actions",
    icon: Download,
    keywords: "file table record history log save",
    run: ({ exportActivity }) => exportActivity("csv"),
  },
  {
    id: "export-jsonl",
    label: "Export the activity as JSON Lines",
    section: "Actions",
    icon: Download,
    keywords: "file record history log save jsonl",
    run: ({ exportActivity }) => exportActivity("jsonl"),
  },
  {
    id: "refresh",
    label: "Read again",
    section: "Actions",
    icon: RotateCw,
    keywords: "refresh reload update",
    shortcut: "refresh",
    run: run("refresh"),
  },
  {
    id: "copy-burn",
    label: "Copy the burn rate",
    section: "Actions",
    icon: TrendingUp,
    keywords: "price per hour cost money",
    run: ({ burn, copy }) => {
      const rate = burn();
      if (rate !== null) copy(`${formatMoney(rate)}/h`, "the burn rate");
    },
  },
  {
    id: "console",
    label: "Open the provider's console",
    section: "Actions",
    icon: ExternalLink,
    keywords: "web browser dashboard voltage park",
    run: ({ openConsole }) => openConsole(),
  },
  {
    id: "keys",
    label: "Keyboard shortcuts",
    section: "Actions",
    icon: Keyboard,
    keywords: "help keys",
    shortcut: "keys",
    run: run("keys"),
  },
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
];

const THEMES = [
  ["system", "as the system", Monitor],
  ["light", "light", Sun],
  ["dark", "dark", Moon],
] as const;

/** All acts but those on machines: they depend on who is signed in and on what is set. */
export function actsFor(state: AppState | undefined, { burn }: ActContext): Act[] {
  const { profiles = [], active = null, settings, noticesPausedUntil = null } = state ?? {};
  return [
    ...FIXED.map((act) =>
      act.id === "copy-burn" && burn() === null
        ? { ...act, off: "The burn rate is not known now." }
        : act,
    ),
    noticesPausedUntil === null
      ? {
          id: "notices-pause",
          label: "Pause notices for 1 hour",
          section: "Actions",
          icon: BellOff,
          keywords: "notifications quiet silence mute",
          run: ({ pauseNotices }) => pauseNotices(60),
        }
      : {
          id: "notices-resume",
          label: "Resume notices",
          section: "Actions",
          icon: Bell,
          keywords: "notifications pause quiet unmute",
          run: ({ pauseNotices }) => pauseNotices(null),
        },
    {
      id: "notices-test",
      label: "Send a test notice",
      section: "Actions",
      icon: BellRing,
      keywords: "notifications try",
      run: ({ testNotice }) => testNotice(),
    },
    ...THEMES.map(
      ([theme, label, icon]): Act => ({
        id: `theme:${theme}`,
        label: `Theme: ${label}`,
        section: "Settings",
        icon,
        keywords: "appearance colours mode",
        off: (settings?.theme ?? "system") === theme ? "It is so now." : null,
        run: ({ setTheme }) => setTheme(theme),
      }),
    ),
    ...accountActs(profiles, active),
  ];
}
