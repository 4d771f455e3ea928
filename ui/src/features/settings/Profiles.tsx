import { Ellipsis, Eye, LogOut, Pencil, Plus, ShieldCheck, Trash2 } from "lucide-react";
import { useState } from "react";
import { Badge, Button, Menu, MenuItem, MenuLine, StateMark, Swatch } from "../../design";
import { useAct } from "../../host/queries";
import type { AppState, ProfileView, TokenPlace } from "../../host/types";
import { isSignedOut } from "../../shared/accounts/profiles";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";
import { LinkButton } from "../../shared/page/LinkTo";
import { EditProfile } from "./EditProfile";
import { AllowChanges, RemoveProfile } from "./ProfileDialogs";
import { SignOutDialog } from "./SignOutDialog";

const PLACES: Record<TokenPlace, string> = {
  keychain: "In the keychain",
  session: "Until you quit",
  none: "Signed out",
};

/** What is asked about an account, in a dialog of its own. */
type Asked = { about: "edit" | "leave" | "allow" | "remove"; profile: ProfileView };

/** All accounts and the sandbox: which is in front, where its token is, and what can be done with it. */
export function Profiles({ state }: { state: AppState }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const switchTo = useAct("switch_profile");
  const sandbox = useAct("open_sandbox");
  const leave = useAct("sign_out");
  const readOnly = useAct("profile_set_read_only");
  const acts = [switchTo, sandbox, leave, readOnly];
  const error = acts.find((act) => act.error)?.error;
  const busy = acts.some((act) => act.isPending);
  const clear = () => {
    for (const act of acts) act.reset();
  };
  const ask = (about: Asked["about"], profile: ProfileView) => {
    clear();
    setAsked({ about, profile });
  };
  const about = (what: Asked["about"]) => (asked?.about === what ? asked.profile : null);
  const done = () => setAsked(null);
  return (
    <div className="col gap3">
      <table className="table" aria-label="Accounts">
        <colgroup>
          <col />
          <col style={{ width: 128 }} />
          <col style={{ width: 228 }} />
        </colgroup>
        <thead>
          <tr>
            <th>Name</th>
            <th>Token</th>
            <th>
              <span className="sr">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {state.profiles.map((profile) => {
            const front = profile.id === state.active;
            return (
              <tr key={profile.id}>
                <td>
                  <Name profile={profile} />
                </td>
                <td className="t2">
                  {profile.kind === "sandbox" ? "None needed" : PLACES[profile.token]}
                </td>
                <td>
                  <span className="btns">
                    {front ? (
                      <StateMark
                        mark={state.tokenRefused ? "attention" : "running"}
                        word={state.tokenRefused ? "Token refused" : "In front"}
                      />
                    ) : null}
                    <Open
                      profile={profile}
                      front={front}
                      busy={busy}
                      onSwitch={() => {
                        clear();
                        if (profile.kind === "sandbox") sandbox.mutate({});
                        else switchTo.mutate({ id: profile.id });
                      }}
                    />
                    <More
                      profile={profile}
                      front={front}
                      onAsk={(what) => ask(what, profile)}
                      onLeave={() => {
                        clear();
                        leave.mutate({ id: profile.id });
                      }}
                      onOnlyLook={() => {
                        clear();
                        readOnly.mutate({ id: profile.id, readOnly: true });
                      }}
                    />
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {error ? <ErrorBanner error={error} /> : null}
      <div>
        <LinkButton icon={Plus} to="/first-start">
          Connect another account
        </LinkButton>
      </div>
      <EditProfile profile={about("edit")} fallbackUser={state.settings.sshUser} onClose={done} />
      <SignOutDialog profile={about("leave")} onClose={done} />
      <AllowChanges profile={about("allow")} onClose={done} />
      <RemoveProfile profile={about("remove")} onClose={done} />
    </div>
  );
}

/** Colour, name, what it may, and where it is reached. */
function Name({ profile }: { profile: ProfileView }) {
  const where = profile.baseUrl ?? "on this computer";
  return (
    <span className="col">
      <span className="row">
        <Swatch colour={profile.colour} />
        <span className="b trunc">{profile.name}</span>
        {profile.readOnly ? <Badge>Read-only</Badge> : null}
      </span>
      <span className="t3 t12 mono trunc where" title={where}>
        {where}
      </span>
    </span>
  );
}

function Open({
  profile,
  front,
  busy,
  onSwitch,
}: {
  profile: ProfileView;
  front: boolean;
  busy: boolean;
  onSwitch: () => void;
}) {
  const sandbox = profile.kind === "sandbox";
  if (isSignedOut(profile)) {
    return (
      <LinkButton
        size="sm"
        to="/first-start"
        search={{ profile: profile.id }}
        aria-label={`Sign in to ${profile.name}`}
      >
        Sign in
      </LinkButton>
    );
  }
  if (front) return null;
  return (
    <Button
      size="sm"
      busy={busy}
      aria-label={sandbox ? undefined : `Switch to ${profile.name}`}
      onPress={onSwitch}
    >
      {sandbox ? "Open the sandbox" : "Switch to"}
    </Button>
  );
}

function More({
  profile,
  front,
  onAsk,
  onLeave,
  onOnlyLook,
}: {
  profile: ProfileView;
  front: boolean;
  onAsk: (about: Asked["about"]) => void;
  /** Leaves the sandbox, which needs no question. */
  onLeave: () => void;
  onOnlyLook: () => void;
}) {
  const sandbox = profile.kind === "sandbox";
  return (
    <Menu
      label={`More of ${profile.name}`}
      placement="bottom end"
      trigger={
        <Button kind="quiet" size="sm" icon={Ellipsis} aria-label={`More of ${profile.name}`} />
      }
    >
      <MenuItem icon={Pencil} onAction={() => onAsk("edit")}>
        Edit…
      </MenuItem>
      {profile.readOnly ? (
        <MenuItem icon={ShieldCheck} onAction={() => onAsk("allow")}>
          Let it change and buy…
        </MenuItem>
      ) : (
        <MenuItem icon={Eye} onAction={onOnlyLook}>
          Make read-only
        </MenuItem>
      )}
      <MenuLine />
      {sandbox ? (
        <MenuItem icon={LogOut} disabledReason={!front && "It is not open"} onAction={onLeave}>
          Leave the sandbox
        </MenuItem>
      ) : (
        <>
          <MenuItem
            icon={LogOut}
            disabledReason={isSignedOut(profile) && "It is signed out"}
            onAction={() => onAsk("leave")}
          >
            Sign out…
          </MenuItem>
          <MenuItem icon={Trash2} danger onAction={() => onAsk("remove")}>
            Remove…
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
