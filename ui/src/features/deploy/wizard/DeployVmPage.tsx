import { useRouterState } from "@tanstack/react-router";
import { Page } from "../../../app/Page";
import { Fault } from "../../../app/QueryState";
import { useLate } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { JobAgain } from "../../../host/types";
import { Wizard } from "./Wizard";
import { WizardWait } from "./WizardWait";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** An earlier deploy to fill the wizard with; it holds no secret. */
    again?: JobAgain;
  }
}

/** The wizard for a VM. */
export function DeployVmPage() {
  const again = useRouterState({ select: (state) => state.location.state.again });
  // Kept only while it is on screen: the next deploy starts with stock and a name that are free then.
  const options = useAsk("deploy_options", {}, { gcTime: 0, refetchInterval: 60_000 });
  const waits = useLate(options.isPending);
  return (
    <Page title="Deploy" sub="Virtual machine" scroll={false}>
      {options.data ? (
        <Wizard
          options={options.data}
          again={again}
          fault={options.error}
          reading={options.isFetching}
          onRead={() => void options.refetch()}
        />
      ) : options.error ? (
        <Fault
          error={options.error}
          title="Hardware and prices could not be read"
          onRetry={() => void options.refetch()}
          retrying={options.isFetching}
        />
      ) : waits ? (
        <WizardWait />
      ) : null}
    </Page>
  );
}
