import { Money } from "../../../design";
import type { JobPhase, JobView } from "../../../host/types";

const TITLES: Record<JobPhase, (name: string) => string> = {
  planned: (name) => `Getting ready to deploy ${name}`,
  sent: (name) => `Deploying ${name}`,
  accepted: (name) => `${name} starts`,
  found: (name) => `${name} starts`,
  up: (name) => `${name} runs`,
  refused: (name) => `${name} was not deployed`,
  unknown: (name) => `Deploy of ${name}: outcome unknown`,
  absent: (name) => `${name} was most likely not deployed`,
};

const BILLED: ReadonlySet<JobPhase> = new Set<JobPhase>(["accepted", "found", "up"]);

/** What this deploy is, and whether it costs already. */
export function JobHead({ job }: { job: JobView }) {
  const nothing = job.phase === "refused" || job.phase === "planned";
  return (
    <header className="job-head">
      <h2>
        <span role="status">{TITLES[job.phase]?.(job.name) ?? `Deploy of ${job.name}`}</span>
      </h2>
      <p className="t2">{job.hardware}</p>
      <p className="t3">
        <Money value={job.perHour} per="h" fine />
        {BILLED.has(job.phase)
          ? ", billed since the provider accepted"
          : nothing
            ? job.volumeNote
              ? ", the machine is not billed"
              : ", nothing is billed"
            : ", billed only if the provider accepted"}
      </p>
    </header>
  );
}
