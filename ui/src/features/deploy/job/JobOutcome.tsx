import { CircleAlert, CircleHelp, Search, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Banner, Box, Button, Moment, RadioCard, RadioCards } from "../../../design";
import type { CommandError, JobView } from "../../../host/types";
import { ErrorBanner } from "../../../shared/errors/ErrorBanner";
import { useJobAct } from "./useJobAct";

/** What did not go as asked: what happened, what it means for the money, and the one thing to do. */
export function JobOutcome({ job }: { job: JobView }) {
  const open = job.phase === "unknown" || job.phase === "absent";
  if (open && job.candidates.length > 0) return <Candidates job={job} />;
  if (open) return <Look job={job} />;
  if (!job.said) return null;
  const failed = job.phase === "refused";
  return (
    <ErrorBanner
      error={job.said}
      tone={failed ? "failed" : "attention"}
      icon={failed ? CircleAlert : TriangleAlert}
    />
  );
}

function Said({ error }: { error: CommandError }) {
  return (
    <>
      {error.message}
      {error.requestId ? <span className="mono t3"> Request {error.requestId}</span> : null}
    </>
  );
}

function Look({ job }: { job: JobView }) {
  const look = useJobAct("deploy_job_look");
  const [lookedAt, setLookedAt] = useState<string | null>(null);
  return (
    <Banner
      tone="attention"
      icon={CircleHelp}
      title={job.phase === "absent" ? "It is not in the list of machines." : "The answer was lost."}
      action={
        <Button
          icon={Search}
          busy={look.busy}
          onPress={() => {
            setLookedAt(null);
            look.run({ id: job.id }, () => setLookedAt(new Date().toISOString()));
          }}
        >
          Look now
        </Button>
      }
    >
      {job.said ? <Said error={job.said} /> : null}
      <span className="job-looked" role="status">
        {look.busy ? (
          "Looking through the list of machines…"
        ) : look.error ? (
          `It could not be looked for. ${look.error.message}`
        ) : lookedAt ? (
          <>
            Looked at <Moment at={lookedAt} />: it is not there.
          </>
        ) : null}
      </span>
    </Banner>
  );
}

/** More than one machine fits, or one that is not sure: the person knows which. */
function Candidates({ job }: { job: JobView }) {
  const choose = useJobAct("deploy_job_choose");
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Box title="Which machine is it?">
      <div className="job-choose">
        {job.said ? (
          <p className="t2">
            <Said error={job.said} />
          </p>
        ) : null}
        <RadioCards label="Machines that may be it" value={chosen} onChange={setChosen}>
          {job.candidates.map(({ id, name, createdAt }) => (
            <RadioCard key={id} value={id} label={`${name}, ${id}`}>
              <span className="row wrap">
                <span className="b">{name}</span>
                <span className="mono t3">{id}</span>
                {createdAt ? (
                  <span className="t3 t12">
                    made <Moment at={createdAt} />
                  </span>
                ) : null}
              </span>
            </RadioCard>
          ))}
        </RadioCards>
        {choose.error ? (
          <Banner tone="failed" icon={CircleAlert} title="The choice was not taken.">
            <Said error={choose.error} />
          </Banner>
        ) : null}
        <div className="btns">
          <Button
            kind="primary"
            busy={choose.busy}
            disabledReason={chosen === null && "Choose a machine first."}
            onPress={() => choose.run({ id: job.id, instanceId: chosen })}
          >
            This is it
          </Button>
          <Button
            disabledReason={choose.busy && "The choice is being taken."}
            onPress={() => choose.run({ id: job.id, instanceId: null })}
          >
            None of them
          </Button>
        </div>
      </div>
    </Box>
  );
}
