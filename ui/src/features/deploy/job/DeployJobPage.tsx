import "./job.css";
import { useParams } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useId } from "react";
import { Banner, Skeleton, useLate } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { JobView } from "../../../host/types";
import { Fault } from "../../../shared/errors/Fault";
import { LinkButton } from "../../../shared/page/LinkTo";
import { Page } from "../../../shared/page/Page";
import { ConnectCard } from "./ConnectCard";
import { JobActions } from "./JobActions";
import { JobHead } from "./JobHead";
import { JobOutcome } from "./JobOutcome";
import { JobSteps } from "./JobSteps";

/** The progress of one deploy, until it runs and one can get in, or until it is clear that it does not. */
export function DeployJobPage() {
  const { id = "" } = useParams({ strict: false });
  const job = useAsk("deploy_job", { id });
  const waits = useLate(job.isPending);
  return (
    <Page title="Deploy" sub={job.data?.name}>
      {job.data ? (
        <Job job={job.data} />
      ) : job.error ? (
        <Fault
          error={job.error}
          title="This deploy could not be read"
          onRetry={() => void job.refetch()}
          retrying={job.isFetching}
          actions={<LinkButton to="/instances">Go to Instances</LinkButton>}
        />
      ) : waits ? (
        <div className="pad col gap4" role="status" aria-label="Reading the deploy">
          <Skeleton width={240} />
          <Skeleton width="50%" />
        </div>
      ) : null}
    </Page>
  );
}

function Job({ job }: { job: JobView }) {
  return (
    <div className="job">
      <JobHead job={job} />
      <JobOutcome job={job} />
      {job.warning ? (
        <Banner tone="attention" icon={TriangleAlert} title="The provider warns.">
          {job.warning}
        </Banner>
      ) : null}
      <JobSteps steps={job.steps} />
      {job.phase === "up" && job.instanceId ? <ConnectCard instanceId={job.instanceId} /> : null}
      <Notes title="Volume" notes={job.volumeNote ? [job.volumeNote] : []} />
      <Notes title="Keys saved to the organization" notes={job.keyNotes} />
      <JobActions job={job} />
    </div>
  );
}

/** What became of things that were made along with it. */
function Notes({ title, notes }: { title: string; notes: readonly string[] }) {
  const id = useId();
  if (notes.length === 0) return null;
  return (
    <section className="box job-notes" aria-labelledby={id}>
      <h2 className="h2" id={id}>
        {title}
      </h2>
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </section>
  );
}
