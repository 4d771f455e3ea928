import { CircleUser, FlaskConical, Plus } from "lucide-react";
import { useState } from "react";
import { ErrorBanner } from "../../app/ErrorBanner";
import { LinkButton } from "../../app/LinkTo";
import { hostOf, isSignedOut } from "../../app/profiles";
import { SignOutDialog } from "../../app/SignOutDialog";
import { Button, Icon, StateMark } from "../../design";
import { useAct } from "../../host/queries";
import type { AppState, ProfileView, TokenPlace } from "../../host/types";

const PLACES: Record<TokenPlace, string> = {
  keychain: "In the keychain",
  session: "Until you quit",
  none: "Signed out",
};

/** All accounts and the sandbox: which is in front, where its token is, and what can be done with it. */
export function Profiles({ state }: { state: AppState }) {
  const [leaving, setLeaving] = useState<ProfileView | null>(null);
  const switchTo = useAct("switch_profile");
  const sandbox = useAct("open_sandbox");
  const leave = useAct("sign_out");
  const error = switchTo.error ?? sandbox.error ?? leave.error;
  const busy = switchTo.isPending || sandbox.isPending || leave.isPending;
  const clear = () => {
    for (const act of [switchTo, sandbox, leave]) act.reset();
  };
  return (
    <div className="col gap3">
      <table className="table" aria-label="Accounts">
        <colgroup>
          <col />
          <col style={{ width: 128 }} />
          <col style={{ width: 224 }} />
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
                  <span className="row">
                    <span className="t3">
                      <Icon of={profile.kind === "sandbox" ? FlaskConical : CircleUser} />
                    </span>
                    <span className="b">{profile.name}</span>
                    <span className="t3 trunc mono" title={hostOf(profile)}>
                      {hostOf(profile)}
                    </span>
                  </span>
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
                    <Acts
                      profile={profile}
                      front={front}
                      busy={busy}
                      onSwitch={() => {
                        clear();
                        if (profile.kind === "sandbox") sandbox.mutate({});
                        else switchTo.mutate({ id: profile.id });
                      }}
                      onLeave={() => {
                        clear();
                        if (profile.kind === "sandbox") leave.mutate({ id: profile.id });
                        else setLeaving(profile);
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
      <SignOutDialog profile={leaving} onClose={() => setLeaving(null)} />
    </div>
  );
}

function Acts({
  profile,
  front,
  busy,
  onSwitch,
  onLeave,
}: {
  profile: ProfileView;
  front: boolean;
  busy: boolean;
  onSwitch: () => void;
  onLeave: () => void;
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
  return (
    <>
      {front ? null : (
        <Button
          size="sm"
          busy={busy}
          aria-label={sandbox ? undefined : `Switch to ${profile.name}`}
          onPress={onSwitch}
        >
          {sandbox ? "Open the sandbox" : "Switch to"}
        </Button>
      )}
      {sandbox && !front ? null : (
        <Button
          size="sm"
          busy={busy}
          aria-label={sandbox ? undefined : `Sign out of ${profile.name}`}
          onPress={onLeave}
        >
          {sandbox ? "Leave the sandbox" : "Sign out"}
        </Button>
      )}
    </>
  );
}
