import { useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useLate } from "../../../design";
import type { CommandError, DeployStart, JobAgain, MachineKind } from "../../../host/types";
import { Fault } from "../../../shared/errors/Fault";
import { Page } from "../../../shared/page/Page";
import { DeployTemplates } from "../templates/DeployTemplates";
import { WizardWait } from "./WizardWait";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** An earlier deploy to fill the wizard with; it holds no secret. */
    again?: JobAgain;
  }
}

/** How long an offer is asked for: kept only while it is on screen, so that the next deploy starts with what is free then. */
export const OFFER = { gcTime: 0, refetchInterval: 60_000 } as const;

/** Stock and prices as they were asked for. */
interface Asked<T> {
  data: T | undefined;
  error: CommandError | null;
  isPending: boolean;
  isFetching: boolean;
  refetch: () => unknown;
}

/** What the hardware step is told of the reading of stock and prices. */
export interface Reading {
  /** Why they could not be read again; the old ones stay. */
  fault: CommandError | null;
  reading: boolean;
  /** Read them again. */
  onRead: () => void;
}

/** A wizard, once its hardware and prices are read. */
export function DeployPage<T>({
  kind,
  asked,
  begun,
  children,
}: {
  kind: MachineKind;
  asked: Asked<T>;
  /** What it begins with, in place of an earlier deploy. */
  begun?: DeployStart;
  children: (options: T, again: JobAgain | undefined, reading: Reading) => ReactNode;
}) {
  const earlier = useRouterState({ select: (state) => state.location.state.again });
  const again = begun?.again ?? earlier;
  const waits = useLate(asked.isPending);
  const onRead = () => void asked.refetch();
  return (
    <Page title="Deploy" scroll={false} actions={<DeployTemplates />}>
      {asked.data ? (
        children(asked.data, again, { fault: asked.error, reading: asked.isFetching, onRead })
      ) : asked.error ? (
        <Fault
          error={asked.error}
          title="Hardware and prices could not be read"
          onRetry={onRead}
          retrying={asked.isFetching}
        />
      ) : waits ? (
        <WizardWait kind={kind} />
      ) : null}
    </Page>
  );
}
