import { useQueryClient } from "@tanstack/react-query";
import { keyOf } from "../../../host/queries";
import type { Args } from "../../../host/types";
import { useSend } from "../../../host/useSend";

/** An act whose answer is the job as it stands after it. */
export function useJobAct<K extends "deploy_job_look" | "deploy_job_choose">(name: K) {
  const act = useSend(name);
  const client = useQueryClient();
  const run = (args: Args<K>, onDone?: () => void) =>
    act.send(args, (job) => {
      // The core tells of a job that moved; one that did not move was still looked at.
      client.setQueryData(keyOf("deploy_job", { id: job.id }), job);
      onDone?.();
    });
  return { busy: act.busy, error: act.error, run };
}
