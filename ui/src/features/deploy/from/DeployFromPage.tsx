import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useLate } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { CommandError, DeployStart } from "../../../host/types";
import { Fault } from "../../../shared/errors/Fault";
import { LinkButton } from "../../../shared/page/LinkTo";
import { Page } from "../../../shared/page/Page";
import { DeployMetal } from "../metal/DeployMetalPage";
import { DeployVm } from "../wizard/DeployVmPage";
import { WizardWait } from "../wizard/WizardWait";

/** A deploy that is begun with an instance, living or gone, or with a deploy template. */
export default function DeployFromPage() {
  const { instance, template } = useSearch({ from: "/frame/deploy/from" });
  if (instance !== undefined) return <Like key={`i ${instance}`} id={instance} />;
  if (template !== undefined) return <Template key={`t ${template}`} id={template} />;
  return <DeployVm />;
}

/** What comes may hold cloud-init, so it is forgotten with the screen. */
const ONCE = { gcTime: 0 } as const;

function Like({ id }: { id: string }) {
  return <Begun asked={useAsk("deploy_draft_like", { id }, ONCE)} />;
}

function Template({ id }: { id: string }) {
  return <Begun asked={useAsk("deploy_template_start", { id }, ONCE)} />;
}

interface Asked {
  data: DeployStart | undefined;
  error: CommandError | null;
  isPending: boolean;
  isFetching: boolean;
  refetch: () => unknown;
}

function Begun({ asked }: { asked: Asked }) {
  const [begun, setBegun] = useState<DeployStart | null>(null);
  const waits = useLate(asked.isPending);
  // What is filled in stays, whatever is read later.
  if (begun === null && asked.data) setBegun(asked.data);
  if (begun?.kind === "vm") return <DeployVm begun={begun} />;
  if (begun) return <DeployMetal search={{}} begun={begun} />;
  return (
    <Page title="Deploy" scroll={false}>
      {asked.error ? (
        <Fault
          error={asked.error}
          title="The deploy could not be filled in"
          onRetry={asked.error.retryable ? () => void asked.refetch() : undefined}
          retrying={asked.isFetching}
          actions={<LinkButton to="/deploy/vm">Start an empty deploy</LinkButton>}
        />
      ) : waits ? (
        <WizardWait kind="vm" />
      ) : null}
    </Page>
  );
}
