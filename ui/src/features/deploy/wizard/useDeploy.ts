import { useNavigate } from "@tanstack/react-router";
import { useCallback, useRef, useState } from "react";
import { toast } from "../../../design";
import { useAct } from "../../../host/queries";
import type { CommandError, DeployReview, JobView, StandingOrderView } from "../../../host/types";

/** Sends a reviewed draft, once, and goes to its progress, or gives the standing order; a refusal comes back while the form is at hand. */
export function useDeploy(onFault: (error: CommandError, reviewed: DeployReview) => void) {
  const act = useAct("deploy_start");
  const order = useAct("standing_order_create");
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

  const ordered = ({ name }: StandingOrderView) => {
    toast({
      mark: "info",
      title: `${name} is ordered for when it is available`,
      meaning: "It buys by itself while Voltdeck runs.",
    });
    void navigate({ to: "/deploy/standing" });
  };

  /** A standing order waits for its hardware; everything else is ordered now. */
  const deploy = (reviewed: DeployReview, typedName: string, waits: boolean) => {
    if (out.current) return;
    out.current = true;
    setBusy(true);
    const args = { reviewId: reviewed.id, typedName };
    const onError = (error: CommandError) => failed(error, reviewed);
    if (waits) order.mutate(args, { onSuccess: ordered, onError });
    else act.mutate(args, { onSuccess: (job) => done(job, reviewed), onError });
  };

  const wasSent = useCallback(() => out.current, []);
  return { deploy, busy, wasSent };
}
