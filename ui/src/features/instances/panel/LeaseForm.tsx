import { useMemo, useState } from "react";
import { InlineForm, Moment, Money, Select, useDebounced } from "../../../design";
import { useAsk } from "../../../host/queries";
import type {
  LeaseAction,
  LeaseArgs,
  LeaseCheck,
  LeaseView,
  MachineKind,
} from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { issueAt } from "../../../shared/errors/issueAt";
import { ACTIONS, ENDS, endOf, firstEnd, MUST_RUN, NO_RELEASE, When } from "../../../shared/lease";

const FIELDS = ["hours", "endsAt", "action"];

/** Sets a lease, or changes the one there is: hours that are added, another moment, another deed. */
export function LeaseForm({
  id,
  kind,
  lease,
  onDone,
}: {
  id: string;
  kind: MachineKind;
  lease: LeaseView | null;
  onDone: () => void;
}) {
  const [end, setEnd] = useState(() => firstEnd(lease ? "1" : "12"));
  const [action, setAction] = useState<LeaseAction>(lease?.action ?? "remind");
  const set = useSend("lease_set");
  const args: LeaseArgs = useMemo(
    () => ({ id, ...endOf(end), action, extend: lease !== null && end.by === "hours" }),
    [id, end, action, lease],
  );
  const typed = end.by === "time" || args.hours !== null;
  const asked = useDebounced(args, 120);
  const answer = useAsk("lease_check", asked, { enabled: typed, keepLast: true, gcTime: 0 });
  const check = typed ? answer.data : undefined;
  const at = (field: string) =>
    set.error?.field === field ? set.error.message : issueAt(check?.issues, field).error;
  const elsewhere = set.error && !FIELDS.includes(set.error.field ?? "") ? set.error : null;
  const wrong = check?.issues[0]?.message;
  const change = <T,>(put: (value: T) => void) => {
    return (value: T) => {
      put(value);
      set.reset();
    };
  };
  return (
    <InlineForm
      label={lease ? "Change the lease" : "Set a lease"}
      submit={lease ? "Change the lease" : "Set the lease"}
      busy={set.busy}
      disabledReason={typed ? (wrong ?? null) : "Give whole hours, such as 12"}
      onSubmit={() => set.send(args, onDone)}
      onCancel={onDone}
    >
      <When
        end={end}
        onChange={change(setEnd)}
        hoursLabel={lease ? "Hours to add" : "Hours from now"}
        hours={{ error: at("hours") }}
        endsAt={{ error: at("endsAt") }}
        autoFocus
      />
      <Select
        label="When it ends"
        value={action}
        onChange={change(setAction)}
        options={ACTIONS.map((value) => ({
          value,
          label: ENDS[value].choice,
          disabledReason: value === "release" && kind === "bareMetal" ? NO_RELEASE : null,
        }))}
        error={at("action")}
      />
      {check?.endsAt ? <Meaning check={check} /> : null}
      <p className="t3 t12">{MUST_RUN}</p>
      {elsewhere ? <ActError error={elsewhere} /> : null}
    </InlineForm>
  );
}

/** Until when, what it costs until then, and what it costs afterwards. */
function Meaning({ check: { endsAt, costs, priceAfter, note } }: { check: LeaseCheck }) {
  return (
    <p className="t12 t2" role="status">
      Until {endsAt ? <Moment at={endsAt} /> : null}: <Money value={costs} /> at its present price,
      then <Money value={priceAfter} per="h" />.
      {note ? <span className="warn"> {note}</span> : null}
    </p>
  );
}
