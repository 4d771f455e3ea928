import { useState } from "react";
import { Disclosure, Skeleton } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { DeployDraft } from "../../../host/types";
import { ErrorBanner } from "../../../shared/errors/ErrorBanner";

/** The cloud-init as it is sent, with the first steps in it. It is secret: shown on demand, and kept by nobody. */
export function WholeCloudInit({ draft }: { draft: DeployDraft }) {
  const [open, setOpen] = useState(false);
  return (
    <Disclosure title="Show the whole cloud-init" open={open} onToggle={setOpen}>
      <Text draft={draft} />
    </Disclosure>
  );
}

function Text({ draft }: { draft: DeployDraft }) {
  const asked = useAsk("first_steps", { draft }, { gcTime: 0 });
  if (asked.error) return <ErrorBanner error={asked.error} next />;
  if (!asked.data) return <Skeleton width="60%" />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it.
    <pre className="code whole-cloud-init" tabIndex={0}>
      {asked.data.text}
    </pre>
  );
}
