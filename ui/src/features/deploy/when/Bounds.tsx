import "./when.css";
import { useController, useWatch } from "react-hook-form";
import { Moment, Money, TextField } from "../../../design";
import type { StandingCheck } from "../../../host/types";
import { issueAt } from "../../../shared/errors/issueAt";
import type { DraftForm } from "../draft";
import { useFieldIssue, useWizard } from "../issues";

/** What bounds a standing order: the most it may cost, until when, and how often it is tried. */
export function Bounds() {
  const on = useWatch<DraftForm, "standing.on">({ name: "standing.on" });
  const { standing } = useWizard();
  if (!on) return null;
  return (
    <section className="fields" aria-labelledby="bounds-title" data-field="standing">
      <h2 className="h2" id="bounds-title">
        Standing order
      </h2>
      <div className="bounds">
        <Bound
          name="limit"
          label="Most it may cost per hour"
          hint={<LimitHint standing={standing} />}
          caution={issueAt(standing?.issues, "standing.limit").caution}
          inputMode="decimal"
        />
        <Bound
          name="days"
          label="Days it stands"
          hint={
            standing?.endsAt ? (
              <>
                Until <Moment at={standing.endsAt} />, by the clock of this computer.
              </>
            ) : (
              "From 1 to 90."
            )
          }
          inputMode="numeric"
        />
        <Bound
          name="tries"
          label="Tries at most"
          hint="Another only after the provider refused one."
          inputMode="numeric"
        />
      </div>
    </section>
  );
}

function LimitHint({ standing }: { standing: StandingCheck | undefined }) {
  return (
    <>
      Dollars for the whole machine.{" "}
      {standing?.nowPerHour ? (
        <>
          It costs <Money value={standing.nowPerHour} per="h" fine /> now.
        </>
      ) : null}
    </>
  );
}

function Bound({
  name,
  label,
  hint,
  caution,
  inputMode,
}: {
  name: "limit" | "days" | "tries";
  label: string;
  hint: React.ReactNode;
  caution?: string | null;
  inputMode: "decimal" | "numeric";
}) {
  const path = `standing.${name}` as const;
  const { field } = useController<DraftForm, typeof path>({ name: path });
  const { error } = useFieldIssue(path);
  return (
    <div data-field={path}>
      <TextField
        label={label}
        name={path}
        inputMode={inputMode}
        value={field.value}
        onChange={field.onChange}
        onBlur={field.onBlur}
        error={error}
        caution={caution}
        hint={hint}
      />
    </div>
  );
}
