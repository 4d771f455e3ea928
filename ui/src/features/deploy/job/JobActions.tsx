import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { Button, FieldNote } from "../../../design";
import type { JobView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { LinkButton } from "../../../shared/page/LinkTo";

/** What can be done from here: see the machine, ask again, or deploy one more. */
export function JobActions({ job }: { job: JobView }) {
  const navigate = useNavigate();
  const dismiss = useSend("deploy_job_dismiss");
  const ended = job.phase === "refused" || job.phase === "absent";
  // One that was not bought is asked for under its own name; one more machine gets a name of its own.
  const again = ended ? job.again : { ...job.again, name: "" };
  const wizard = job.kind === "bareMetal" ? "/deploy/bare-metal" : "/deploy/vm";
  const anew = () =>
    dismiss.send({ id: job.id }, () => void navigate({ to: wizard, state: { again } }));
  if (ended && job.settled) {
    return (
      <div className="col gap1">
        <div className="btns">
          <Button kind="primary" busy={dismiss.busy} onPress={anew}>
            Deploy again
          </Button>
          <Button
            disabledReason={dismiss.busy && "It is being dismissed."}
            onPress={() => dismiss.send({ id: job.id }, () => void navigate({ to: "/instances" }))}
          >
            Dismiss
          </Button>
        </div>
        <FieldNote error={dismiss.error?.message} />
      </div>
    );
  }
  return (
    <div className="btns">
      {job.instanceId && job.phase !== "up" ? (
        <LinkButton to="/instances" search={{ id: job.instanceId }}>
          Open in Instances
        </LinkButton>
      ) : null}
      <LinkButton icon={Plus} to={wizard} state={{ again }}>
        Deploy another
      </LinkButton>
    </div>
  );
}
