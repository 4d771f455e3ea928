import "./first-start.css";
import { useNavigate } from "@tanstack/react-router";
import { ArrowLeft, FlaskConical } from "lucide-react";
import { useEffect } from "react";
import { Button } from "../../design";
import { useAct, useAppState } from "../../host/queries";
import { isSignedOut } from "../../shared/accounts/profiles";
import { Fault } from "../../shared/errors/Fault";
import { LinkButton } from "../../shared/page/LinkTo";
import { Logo } from "../../shared/page/Logo";
import { PriceTable } from "./PriceTable";
import { SignInForm } from "./SignInForm";

/** Two ways side by side, a token or the sandbox; under them the public prices. */
export default function FirstStartPage() {
  const state = useAppState().data;
  const navigate = useNavigate();
  const sandbox = useAct("open_sandbox");
  const switchTo = useAct("switch_profile");
  const enter = () => void navigate({ to: "/overview" });
  useEffect(() => {
    document.title = "Welcome · Voltdeck";
  }, []);
  if (!state) return null;
  const open = state.profiles.filter(
    (profile) =>
      profile.kind === "provider" && !isSignedOut(profile) && profile.id !== state.active,
  );
  return (
    <main className="first">
      <div>
        <header className="fs-head">
          <Logo size={22} />
          <div>
            <h1>Voltdeck</h1>
            <p className="t2">A control room for the Voltage Park GPU cloud.</p>
          </div>
          <span className="push" />
          {state.active === null ? null : (
            <LinkButton kind="quiet" icon={ArrowLeft} to="/overview">
              Back to the overview
            </LinkButton>
          )}
        </header>

        <div className="box ways">
          <SignInForm state={state} onDone={enter} />
          <section aria-labelledby="look-around">
            <h2 className="h2" id="look-around">
              Look around first
            </h2>
            <p className="t2">
              The sandbox is a stand-in of the provider that runs on this computer, with the same
              rules, prices and faults. No account, no network, no money.
            </p>
            <div>
              <Button
                size="lg"
                icon={FlaskConical}
                busy={sandbox.isPending}
                onPress={() => sandbox.mutate({}, { onSuccess: enter })}
              >
                Explore with the sandbox
              </Button>
            </div>
            {sandbox.error ? (
              <Fault error={sandbox.error} title="The sandbox did not start" />
            ) : null}
            {open.length > 0 ? (
              <>
                <h2 className="h2">Or go on with</h2>
                <div className="btns">
                  {open.map((profile) => (
                    <Button
                      key={profile.id}
                      busy={switchTo.isPending}
                      onPress={() => switchTo.mutate({ id: profile.id }, { onSuccess: enter })}
                    >
                      {profile.name}
                    </Button>
                  ))}
                </div>
                {switchTo.error ? <Fault error={switchTo.error} /> : null}
              </>
            ) : null}
          </section>
        </div>

        <PriceTable />
      </div>
    </main>
  );
}
