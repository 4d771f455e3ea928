import { useNavigate } from "@tanstack/react-router";
import { useCallback, useRef, useState } from "react";
import { useAct } from "../../../host/queries";
import type { CommandError, DeployDraft, DeployReview, JobView } from "../../../host/types";

/** Sends a reviewed draft, once, and goes to its progress; a refusal comes back while the form is at hand. */
export function useDeploy(onFault: (error: CommandError, reviewed: DeployReview) => void) {
  const act = useAct("deploy_start");
  const navigate = useNavigate();
  // A second press can come before the first is on screen as under way.
  const out = useRef(false);
  const [busy, setBusy] = useState(false);

  const failed = (error: CommandError, reviewed: DeployReview) => {
    out.current = false;
    setBusy(false);
    onFault(error, reviewed);
  };

  const done = (job: JobView, reviewed: DeployReview) => {
    if (job.phase === "refused" && job.said) failed(job.said, reviewed);
    else void navigate({ to: "/deploy/job/$id", params: { id: job.id } });
  };

  const deploy = (draft: DeployDraft, reviewed: DeployReview) => {
    if (out.current) return;
    out.current = true;
    setBusy(true);
    act.mutate(
      { draft, quote: reviewed.quote },
      { onSuccess: (job) => done(job, reviewed), onError: (error) => failed(error, reviewed) },
    );
  };

  const wasSent = useCallback(() => out.current, []);
  return { deploy, busy, wasSent };
}
