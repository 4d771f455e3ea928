import { useLocation } from "@tanstack/react-router";
import { LinkTo } from "./LinkTo";

/** What can be made in Deploy, side by side. */
const DEPLOY_TABS = [
  { to: "/deploy/vm", label: "VM" },
  { to: "/deploy/bare-metal", label: "Bare metal" },
  { to: "/deploy/availability", label: "Availability" },
  { to: "/deploy/standing", label: "Standing" },
] as const;

/** The parts of Deploy, side by side behind its title. A deploy that is under way is none of them. */
export function RoomTabs() {
  const here = useLocation({ select: ({ pathname }) => pathname });
  if (here !== "/deploy/from" && !DEPLOY_TABS.some(({ to }) => to === here)) return null;
  return (
    <nav className="seg" aria-label="What to deploy">
      {DEPLOY_TABS.map(({ to, label }) => (
        <LinkTo key={to} to={to} data-selected={to === here ? "" : undefined}>
          {label}
        </LinkTo>
      ))}
    </nav>
  );
}
