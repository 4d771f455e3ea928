import { Eye, LogOut, Pencil, Plus, ShieldCheck, Trash2 } from "lucide-react";
import type { ProfileView } from "../../host/types";
import { profileIcon } from "../../shared/accounts/profiles";
import { leave, switchTo } from "../../shared/accounts/switching";
import type { Act } from "../../shared/acting/act";
import type { AccountAsk } from "../../shared/acting/layers";

/** What can be done with the accounts. Each switch goes at once; what changes one opens its question. */
export function accountActs(profiles: readonly ProfileView[], active: string | null): Act[] {
  const current = profiles.find(({ id }) => id === active);
  return [
    ...profiles.map(
      (profile): Act => ({
        id: `profile:${profile.id}`,
        label: `Switch to ${profile.name}`,
        section: "Accounts",
        icon: profileIcon(profile),
        keywords: "account profile organization",
        off: profile.id === active ? "In front now" : null,
        run: (acting) => switchTo(acting, profile),
      }),
    ),
    {
      id: "connect",
      label: "Connect an account",
      section: "Accounts",
      icon: Plus,
      keywords: "sign in token profile add",
      run: ({ go }) => go({ to: "/first-start" }),
    },
    ...(current
      ? [
          {
            id: "leave",
            label:
              current.kind === "sandbox" ? "Leave the sandbox" : `Sign out of ${current.name}…`,
            section: "Accounts",
            icon: LogOut,
            keywords: "sign out disconnect",
            run: (acting) => leave(acting, current),
          } satisfies Act,
        ]
      : []),
    ...profiles.flatMap(changes),
  ];
}

/** What can be changed of one account. */
function changes(profile: ProfileView): Act[] {
  const { id, name, readOnly, kind } = profile;
  const asks = (ask: AccountAsk, label: string, icon: Act["icon"], keywords: string): Act => ({
    id: `profile:${id}:${ask}`,
    label,
    section: "Accounts",
    icon,
    keywords: `account profile ${keywords}`,
    sought: true,
    run: ({ show }) => show({ is: "account", id, ask }),
  });
  return [
    asks("edit", `Edit ${name}…`, Pencil, "rename colour organization id currency ssh user"),
    readOnly
      ? asks("allow", `Let ${name} change and buy…`, ShieldCheck, "read-only write allow")
      : asks("onlyLook", `Make ${name} read-only…`, Eye, "only look protect finance"),
    ...(kind === "sandbox" ? [] : [asks("remove", `Remove ${name}…`, Trash2, "delete forget")]),
  ];
}
