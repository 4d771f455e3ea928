import { useLocation, useNavigate } from "@tanstack/react-router";
import { ChevronsUpDown, CircleUser, FlaskConical, LogOut, Plus } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { Dot, Icon, Menu, MenuItem, MenuLine, MenuSection } from "../design";
import { useAct, useAppState, useAsk } from "../host/queries";
import type { ProfileView } from "../host/types";
import { LinkTo } from "./LinkTo";
import { Logo } from "./Logo";
import { isSignedOut } from "./profiles";
import { MOD, ROOMS, type Room, SETTINGS } from "./rooms";
import { SignOutDialog } from "./SignOutDialog";
import { toastError } from "./toastError";

/** Profile, rooms with their counts, settings. */
export function Sidebar() {
  const instances = useAsk("fleet", {}).data?.instances.length;
  const attention = useAsk("overview", {}).data?.attention.length;
  return (
    <div className="sidebar">
      <ProfileMenu />
      <nav className="nav" aria-label="Rooms">
        {ROOMS.map((room) => (
          <RoomLink
            key={room.to}
            room={room}
            count={room.to === "/instances" ? instances : undefined}
            attention={room.to === "/overview" ? attention : undefined}
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
        title={[room.label, said, `${MOD} ${room.key}`].filter(Boolean).join(" · ")}
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

function ProfileMenu() {
  const { active, profiles = [] } = useAppState().data ?? {};
  const current = profiles.find((profile) => profile.id === active);
  const navigate = useNavigate();
  const switchTo = useAct("switch_profile");
  const sandbox = useAct("open_sandbox");
  const signOut = useAct("sign_out");
  const [leaving, setLeaving] = useState<ProfileView | null>(null);
  const failed = { onError: toastError };
  return (
    <>
      <Menu
        label="Profiles"
        trigger={
          <AriaButton className="profile" aria-label={`Profile ${current?.name ?? "none"}, switch`}>
            <Logo />
            <span className="lbl trunc">{current?.name ?? "No profile"}</span>
            <span className="push" />
            <Icon of={ChevronsUpDown} size={14} />
          </AriaButton>
        }
      >
        <MenuSection title="Switch to">
          {profiles.map((profile) => (
            <MenuItem
              key={profile.id}
              icon={profile.kind === "sandbox" ? FlaskConical : CircleUser}
              textValue={profile.name}
              disabledReason={profile.id === active ? "In front now" : null}
              end={isSignedOut(profile) ? "signed out" : null}
              onAction={() => {
                if (profile.kind === "sandbox") sandbox.mutate({}, failed);
                else if (isSignedOut(profile)) {
                  void navigate({ to: "/first-start", search: { profile: profile.id } });
                } else switchTo.mutate({ id: profile.id }, failed);
              }}
            >
              {profile.name}
            </MenuItem>
          ))}
        </MenuSection>
        <MenuLine />
        <MenuItem icon={Plus} onAction={() => void navigate({ to: "/first-start" })}>
          Connect an account
        </MenuItem>
        {current ? (
          <MenuItem
            icon={LogOut}
            onAction={() => {
              if (current.kind === "sandbox") signOut.mutate({ id: current.id }, failed);
              else setLeaving(current);
            }}
          >
            {current.kind === "sandbox" ? "Leave the sandbox" : "Sign out"}
          </MenuItem>
        ) : null}
      </Menu>
      <SignOutDialog profile={leaving} onClose={() => setLeaving(null)} />
    </>
  );
}
