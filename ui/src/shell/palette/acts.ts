import type { QueryClient } from "@tanstack/react-query";
import {
  Boxes,
  CalendarDays,
  Clock,
  Download,
  ExternalLink,
  FileKey,
  HardDrive,
  Keyboard,
  KeyRound,
  LayoutTemplate,
  Plus,
  ReceiptText,
  RotateCw,
  Server,
} from "lucide-react";
import { recordActs } from "../../features/activity/acts";
import { burnAct } from "../../features/overview/acts";
import { accountActs } from "../../features/settings/accountActs";
import { noticeActs, settingsActs } from "../../features/settings/acts";
import type { AppState } from "../../host/types";
import type { Act } from "../../shared/acting/act";
import { ROOMS, SETTINGS } from "../rooms";
import { SHORTCUTS } from "../shortcuts";

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

/** What is the same whoever is signed in, as far as it stands before the burn rate. */
const FIRST: readonly Act[] = [
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
    id: "deploy-templates",
    label: "Deploy from a template",
    section: "Actions",
    icon: LayoutTemplate,
    keywords: "templates profile saved file open import export colleague",
    run: ({ go }) => go({ to: "/deploy/vm", search: { templates: true } }),
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
  ...recordActs,
  {
    id: "refresh",
    label: "Read again",
    section: "Actions",
    icon: RotateCw,
    keywords: "refresh reload update",
    shortcut: "refresh",
    run: run("refresh"),
  },
];

/** The rest of them. */
const LAST: readonly Act[] = [
  {
    id: "console",
    label: "Open the provider's console",
    section: "Actions",
    icon: ExternalLink,
    keywords: "web browser dashboard voltage park",
    run: ({ send }) => send("open_link", { link: "console" }),
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
];

/** All acts but those on machines: they depend on who is signed in and on what is set. */
export function actsFor(state: AppState | undefined, answers: QueryClient): Act[] {
  return [
    ...FIRST,
    burnAct(answers),
    ...LAST,
    ...noticeActs(state),
    ...settingsActs(state),
    ...accountActs(state?.profiles ?? [], state?.active ?? null),
  ];
}
