import { useLocation } from "@tanstack/react-router";
import { ChevronsUpDown, LogOut, Plus } from "lucide-react";
import { useEffect, useEffectEvent } from "react";
import { Button as AriaButton } from "react-aria-components";
import { Badge, Dot, Icon, Menu, MenuItem, MenuLine, MenuSection, Swatch } from "../design";
import { useAppState, useAsk } from "../host/queries";
import type { ProfileView } from "../host/types";
import { isSignedOut } from "../shared/accounts/profiles";
import { leave, switchTo } from "../shared/accounts/switching";
import { useActing } from "../shared/acting/acting";
import { useLayer } from "../shared/acting/layers";
import { LinkTo } from "../shared/page/LinkTo";
import { Logo } from "../shared/page/Logo";
import { ROOMS, type Room, SETTINGS } from "./rooms";
import { keysOf } from "./shortcuts";

/** Profile, rooms with their counts, settings. */
export function Sidebar() {
  const instances = useAsk("fleet", {}).data?.instances.length;
  const attention = useAsk("overview", {}).data?.attention.length;
  return (
    <div className="sidebar">
      <ProfileMenu />
      <LooksOnly />
      <nav className="nav" aria-label="Rooms">
        {ROOMS.map((room) => (
          <RoomLink
            key={room.to}
            room={room}
            count={room.to === "/instances" ? instances : undefined}
            attention={room.to === "/activity" ? attention : undefined}
          />
        ))}
      </nav>
      <nav className="nav nav-foot" aria-label="App">
        <RoomLink room={SETTINGS} />
      </nav>
    </div>
  );
}

function RoomLink({ room, count, attention }: { room: Room; count?: number; attention?: number }) {
  const within = useLocation({ select: ({ pathname }) => pathname.startsWith(room.under) });
  // The name of a room stays the same; its counts are said after it.
  const said = attention
    ? `${attention} ${attention === 1 ? "needs" : "need"} attention`
    : count
      ? `${count}`
      : null;
  return (
    <div className="room">
      <LinkTo
        to={room.to}
        title={[room.label, said, keysOf(`room:${room.to}`)].filter(Boolean).join(" · ")}
        aria-label={room.label}
        aria-current={within ? "page" : undefined}
        activeOptions={{ includeSearch: false }}
      >
        <Icon of={room.icon} />
        <span className="lbl">{room.label}</span>
      </LinkTo>
      {attention ? (
        <span className="n att" aria-hidden="true">
          <Dot mark="attention" />
          {attention}
        </span>
      ) : count ? (
        <span className="n" aria-hidden="true">
          {count}
        </span>
      ) : null}
    </div>
  );
}

/** Under the account's name, which would lose its letters beside it. */
function LooksOnly() {
  const { active, profiles } = useAppState().data ?? {};
  return profiles?.find(({ id }) => id === active)?.readOnly ? (
    <p className="lbl looks-only">
      <Badge>Read-only</Badge>
    </p>
  ) : null;
}

function ProfileMenu() {
  const { active, profiles = [] } = useAppState().data ?? {};
  const current = profiles.find((profile) => profile.id === active);
  const acting = useActing();
  const { go, show, hide } = acting;
  const open = useLayer()?.is === "accounts";
  useDigits(open, profiles, (profile) => {
    hide("accounts");
    if (profile.id !== active) switchTo(acting, profile);
  });
  return (
    <Menu
      label="Profiles"
      open={open}
      onOpenChange={(next) => (next ? show({ is: "accounts" }) : hide("accounts"))}
      trigger={
        <AriaButton
          className="profile"
          aria-label={`Profile ${current?.name ?? "none"}${current?.readOnly ? ", read-only" : ""}, switch`}
        >
          <Logo />
          {current ? <Swatch colour={current.colour} /> : null}
          <span className="lbl trunc">{current?.name ?? "No profile"}</span>
          <span className="push" />
          <Icon of={ChevronsUpDown} size={14} />
        </AriaButton>
      }
    >
      <MenuSection title="Switch to">
        {profiles.map((profile, at) => (
          <MenuItem
            key={profile.id}
            start={
              <span className="mk">
                <Swatch colour={profile.colour} />
              </span>
            }
            textValue={profile.name}
            disabledReason={profile.id === active ? "In front now" : null}
            end={
              <>
                {isSignedOut(profile) ? "signed out " : null}
                {at < 9 ? <span className="kbd">{at + 1}</span> : null}
              </>
            }
            onAction={() => switchTo(acting, profile)}
          >
            {profile.name}
          </MenuItem>
        ))}
      </MenuSection>
      <MenuLine />
      <MenuItem icon={Plus} onAction={() => void go({ to: "/first-start" })}>
        Connect an account
      </MenuItem>
      {current ? (
        <MenuItem icon={LogOut} onAction={() => leave(acting, current)}>
          {current.kind === "sandbox" ? "Leave the sandbox" : "Sign out"}
        </MenuItem>
      ) : null}
    </Menu>
  );
}

/** While the menu is open a digit chooses an account, before the menu looks for a name that begins with it. */
function useDigits(
  open: boolean,
  profiles: readonly ProfileView[],
  onChoose: (profile: ProfileView) => void,
): void {
  const chosen = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
    const profile = profiles.find((_, at) => `${at + 1}` === event.key);
    if (!profile) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(profile);
  });
  useEffect(() => {
    if (!open) return;
    const press = (event: KeyboardEvent) => chosen(event);
    window.addEventListener("keydown", press, { capture: true });
    return () => window.removeEventListener("keydown", press, { capture: true });
  }, [open]);
}
