import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { ErrorState, Ribbon, ToastRegion } from "../design";
import { AccountProvider } from "../host/account";
import { useAppState } from "../host/queries";
import { wordsFor } from "../shared/errors/errors";
import { LinkTo } from "../shared/page/LinkTo";

/** What stands around every screen: the ribbon of the sandbox, and toasts. Without a profile it is first start. */
export function Root() {
  const state = useAppState();
  const here = useLocation({ select: (location) => location.pathname });
  const navigate = useNavigate();
  const away = state.data?.active === null && here !== "/first-start";
  // Once: a <Navigate> goes again with every render until the screen's chunk is there.
  useEffect(() => {
    if (away) void navigate({ to: "/first-start", replace: true });
  }, [away, navigate]);
  if (!state.data || away) {
    if (!state.error) return <div className="shell" aria-busy="true" />;
    const words = wordsFor(state.error);
    return (
      <main className="shell main">
        <ErrorState
          title={words.title}
          reason={state.error.message}
          next={words.next}
          onRetry={() => void state.refetch()}
          retrying={state.isFetching}
        />
      </main>
    );
  }
  const { active, profiles } = state.data;
  const sandbox = profiles.find((profile) => profile.id === active)?.kind === "sandbox";
  return (
    <AccountProvider account={active}>
      <div className="shell">
        {sandbox ? (
          <Ribbon>
            <b>SANDBOX</b>
            <span>A stand-in on this computer. Nothing here costs money.</span>
            {here === "/first-start" ? null : <LinkTo to="/first-start">Connect an account</LinkTo>}
          </Ribbon>
        ) : null}
        <Outlet />
        <ToastRegion />
      </div>
    </AccountProvider>
  );
}
