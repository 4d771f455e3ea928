import { classes, Skeleton } from "../../../design";
import type { MachineKind } from "../../../host/types";
import { STEPS } from "../draft";

const CARDS = ["a", "b", "c", "d"] as const;
const LINES = [0.7, 0.85, 0.75, 0.8, 0.65, 0.9] as const;

/** The wizard before stock and prices are read: its first step in grey. */
export function WizardWait({ kind }: { kind: MachineKind }) {
  return (
    <div className="wizard" role="status" aria-label="Reading hardware and prices">
      <div className="stepper waits">
        {STEPS[kind].map((step) => (
          <Skeleton key={step} width={88} />
        ))}
      </div>
      <div className="wizard-body">
        <div className="wizard-step">
          <Skeleton width={240} />
          <div className={classes("radiocards", kind === "vm" ? "presets" : "metal-lines")}>
            <div className="cards">
              {CARDS.map((card) => (
                <div key={card} className="box pad">
                  {kind === "vm" ? <Lines /> : <Skeleton width="70%" />}
                </div>
              ))}
            </div>
          </div>
        </div>
        <div className="summary">
          <div className="pad">
            <Lines />
          </div>
        </div>
      </div>
    </div>
  );
}

function Lines() {
  return (
    <div className="col gap4">
      {LINES.map((share) => (
        <Skeleton key={share} width={`${share * 100}%`} />
      ))}
    </div>
  );
}
