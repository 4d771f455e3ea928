import { useQueryClient } from "@tanstack/react-query";
import { keyOf, useAct } from "../../../host/queries";

/** An act whose answer is the job as it stands after it. */
export function useJobAct(name: "deploy_job_look" | "deploy_job_choose") {
  const act = useAct(name);
  const client = useQueryClient();
  const run = (args: Parameters<typeof act.mutate>[0]) =>
    act.mutate(args as never, {
      // The core tells of a job that moved; one that did not move was still looked at.
      onSuccess: (job) => client.setQueryData(keyOf("deploy_job", { id: job.id }), job),
    });
  return { ...act, run };
}
