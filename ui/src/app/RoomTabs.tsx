import { useLocation } from "@tanstack/react-router";
import { LinkTo } from "./LinkTo";
import { DEPLOY_TABS } from "./rooms";

/** The parts of Deploy, side by side behind its title. A deploy that is under way is none of them. */
export function RoomTabs() {
  const here = useLocation({ select: ({ pathname }) => pathname });
  if (!DEPLOY_TABS.some(({ to }) => to === here)) return null;
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
