import { Check } from "lucide-react";
import { Fragment } from "react";
import { classes } from "../classes";
import { Icon } from "../Icon";

/** The steps of a wizard on one line; those in `open` can be gone to. */
export function Stepper<T extends string>({
  label,
  steps,
  current,
  onStep,
}: {
  label: string;
  steps: readonly { id: T; label: string; done: boolean; open: boolean }[];
  current: T;
  onStep: (id: T) => void;
}) {
  return (
    <nav className="stepper" aria-label={label}>
      {steps.map((step, at) => (
        <Fragment key={step.id}>
          {at > 0 ? <span className="bar" aria-hidden="true" /> : null}
          <button
            type="button"
            className={classes("step", step.done && step.id !== current && "done")}
            aria-current={step.id === current ? "step" : undefined}
            disabled={!step.open && step.id !== current}
            onClick={() => onStep(step.id)}
          >
            <span className="no" aria-hidden="true">
              {step.done && step.id !== current ? <Icon of={Check} size={12} /> : at + 1}
            </span>
            {step.label}
          </button>
        </Fragment>
      ))}
    </nav>
  );
}
