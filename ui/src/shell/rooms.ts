import {
  Activity,
  Gauge,
  HardDrive,
  KeyRound,
  type LucideIcon,
  Plus,
  ReceiptText,
  Server,
  Settings,
} from "lucide-react";

/** A place of the sidebar. */
export interface Room {
  to:
    | "/overview"
    | "/deploy/vm"
    | "/instances"
    | "/storage"
    | "/billing"
    | "/keys"
    | "/activity"
    | "/settings";
  /** All that lies under it belongs to the room. */
  under: string;
  label: string;
  icon: LucideIcon;
  /** The key that goes there together with Ctrl or Cmd. */
  key: string;
}

/** The rooms, in the order of the sidebar. */
export const ROOMS: readonly Room[] = [
  { to: "/overview", under: "/overview", label: "Overview", icon: Gauge, key: "1" },
  { to: "/deploy/vm", under: "/deploy", label: "Deploy", icon: Plus, key: "2" },
  { to: "/instances", under: "/instances", label: "Instances", icon: Server, key: "3" },
  { to: "/storage", under: "/storage", label: "Storage", icon: HardDrive, key: "4" },
  { to: "/billing", under: "/billing", label: "Billing", icon: ReceiptText, key: "5" },
  { to: "/keys", under: "/keys", label: "Keys", icon: KeyRound, key: "6" },
  { to: "/activity", under: "/activity", label: "Activity", icon: Activity, key: "7" },
];

/** Stands apart, at the foot of the sidebar. */
export const SETTINGS: Room = {
  to: "/settings",
  under: "/settings",
  label: "Settings",
  icon: Settings,
  key: ",",
};
