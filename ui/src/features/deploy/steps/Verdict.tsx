import { Check, CircleAlert } from "lucide-react";
import { useMemo } from "react";
import { useWatch } from "react-hook-form";
import { Button, FieldNote, Icon, Moment } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { CloudInitForm } from "../../../host/types";
import type { DraftForm } from "../draft";
import { useFieldIssue } from "../issues";
import { useDebounced } from "../useDebounced";

/** The provider's word on the cloud-init, asked for as one types. */
export function Verdict() {
  const typed = useWatch<DraftForm, "cloudInit">({ name: "cloudInit" });
  const form: CloudInitForm = useMemo(
    () => ({ ...typed, runcmd: typed.runcmd.map(({ text }) => text) }),
    [typed],
  );
  const rested = useDebounced(form, 600);
  // Contents of files are secret: the question is forgotten with the step.
  const check = useAsk("cloud_init_check", { cloudInit: rested, kind: "vm" }, { gcTime: 0 });
  const { error } = useFieldIssue("cloudInit", true);
  const waits = check.isFetching || JSON.stringify(rested) !== JSON.stringify(form);
  const verdict = check.data;
  return (
    <div data-field="cloudInit" className="verdict" role="status">
      {waits ? (
        <span className="t3">Asking the provider…</span>
      ) : check.error ? (
        <>
          <span className="warn row">
            <Icon of={CircleAlert} size={14} />
            The provider could not be asked. {check.error.message}
          </span>
          <Button size="sm" onPress={() => void check.refetch()}>
            Ask again
          </Button>
        </>
      ) : verdict?.empty ? (
        <span className="t3">Nothing is filled in, so nothing is sent.</span>
      ) : verdict?.accepted ? (
        <span className="row">
          <span className="st good">
            <Icon of={Check} size={14} />
            Accepted by the provider
          </span>
          <span className="t3 t12">
            <Moment at={verdict.checkedAt} />
          </span>
        </span>
      ) : (
        <FieldNote error={verdict ? `The provider refuses it: ${verdict.message}` : null} />
      )}
      {!waits && error && error !== verdict?.message ? <FieldNote error={error} /> : null}
    </div>
  );
}
