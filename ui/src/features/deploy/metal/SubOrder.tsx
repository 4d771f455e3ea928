import { useController } from "react-hook-form";
import { Button, TextField } from "../../../design";
import type { DraftForm } from "../draft";
import { useFieldIssue } from "../issues";

/** Which machines the nodes can reach. */
export function SubOrder({ known }: { known: readonly string[] }) {
  const { field } = useController<DraftForm, "metal.subOrder">({ name: "metal.subOrder" });
  const { error, caution } = useFieldIssue("metal.subOrder");
  const others = known.filter((one) => one !== field.value.trim());
  return (
    <section className="fields" aria-labelledby="sub-order">
      <div>
        <h2 className="h2" id="sub-order">
          Isolation
        </h2>
        <p className="t3 t12">
          If machines are deployed with a specified sub-order, they will only have network access to
          other machines in the same sub-order. Not specifying a sub-order will put the machine in
          either the ethernet or infiniband default suborders for your account.
        </p>
      </div>
      <div data-field="metal.subOrder" className="col gap2">
        <TextField
          label="Sub-order"
          labelNote="optional"
          inputMode="numeric"
          value={field.value}
          onChange={field.onChange}
          onBlur={field.onBlur}
          error={error}
          caution={caution}
          hint="A number."
        />
        {others.length > 0 ? (
          <div className="row wrap">
            <span className="t3 t12">In use:</span>
            {others.map((one) => (
              <Button
                key={one}
                size="sm"
                aria-label={`Take sub-order ${one}`}
                tip={null}
                onPress={() => field.onChange(one)}
              >
                {one}
              </Button>
            ))}
          </div>
        ) : null}
      </div>
    </section>
  );
}
