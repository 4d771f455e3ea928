import {
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleX,
  LoaderCircle,
  type LucideIcon,
} from "lucide-react";
import { classes, Icon, Moment } from "../../../design";
import type { JobStep, StepState } from "../../../host/types";

const LOOKS: Record<StepState, { icon: LucideIcon; word: string }> = {
  done: { icon: CircleCheck, word: "done" },
  current: { icon: LoaderCircle, word: "under way" },
  ahead: { icon: CircleDashed, word: "to come" },
  failed: { icon: CircleX, word: "failed" },
  unknown: { icon: CircleHelp, word: "open" },
};

/** How far it is, line by line. */
export function JobSteps({ steps }: { steps: readonly JobStep[] }) {
  return (
    <ol className="box job-steps" aria-label="Progress">
      {steps.map(({ label, state, at }) => (
        <li
          key={label}
          className={classes("job-step", state)}
          aria-current={state === "current" ? "step" : undefined}
        >
          <Icon of={(LOOKS[state] ?? LOOKS.unknown).icon} />
          <span className="grow">
            {label}
            <span className="sr">, {(LOOKS[state] ?? LOOKS.unknown).word}</span>
          </span>
          {at ? (
            <span className="t3 t12">
              <Moment at={at} />
            </span>
          ) : null}
        </li>
      ))}
    </ol>
  );
}
