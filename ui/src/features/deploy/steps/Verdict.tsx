import { Check, CircleAlert } from "lucide-react";
import { useMemo } from "react";
import { useWatch } from "react-hook-form";
import { Button, FieldNote, Icon, Moment, useDebounced } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { CloudInitForm, MachineKind } from "../../../host/types";
import { useFieldIssue } from "../issues";
import { type SoftwareForm, toCloudInit } from "../software/cloudInit";

/** The provider's word on the cloud-init, asked for as one types. */
export function Verdict({ kind }: { kind: MachineKind }) {
  const typed = useWatch<SoftwareForm, "cloudInit">({ name: "cloudInit" });
  const form: CloudInitForm = useMemo(() => toCloudInit(typed), [typed]);
  const rested = useDebounced(form, 1000);
  // Contents of files are secret: the question is forgotten with the step.
  const check = useAsk(
    "cloud_init_check",
    { cloudInit: rested, kind },
    { gcTime: 0, enabled: !rested.textUnread },
  );
  const { error } = useFieldIssue("cloudInit", true);
  const waits = check.isFetching || JSON.stringify(rested) !== JSON.stringify(form);
  const verdict = check.data;
  return (
    <div data-field="cloudInit" className="verdict" role="status">
      {form.textUnread ? (
        <span className="t3">The provider is asked once the YAML has no errors.</span>
      ) : waits ? (
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
