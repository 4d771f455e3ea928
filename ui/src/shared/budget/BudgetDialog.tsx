import "./budget.css";
import { useMemo, useState } from "react";
import {
  Button,
  Dialog,
  formatMoney,
  Money,
  Segmented,
  TextField,
  toast,
  useDebounced,
} from "../../design";
import { useAppState, useAsk } from "../../host/queries";
import type { BudgetCheck, BudgetView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../errors/ActError";
import { issueAt } from "../errors/issueAt";
import { BudgetMeter, Forecast } from "./Standing";

const FIELDS = ["tag", "amount"];
/** Tags that are offered to be chosen; more are typed. */
const OFFERED = 8;

/** Sets what a month may cost, of all or of a tag. */
export function BudgetDialog({
  budget,
  forTag,
  onClose,
}: {
  /** The one to change. */
  budget?: BudgetView;
  /** A new one is for a tag. */
  forTag?: boolean;
  onClose: () => void;
}) {
  const state = useAppState().data;
  const currency = state?.profiles.find(({ id }) => id === state.active)?.currency ?? "";
  const [of, setOf] = useState<"all" | "tag">(budget?.tag != null || forTag ? "tag" : "all");
  const [tag, setTag] = useState(budget?.tag ?? "");
  const [amount, setAmount] = useState(budget?.amount ?? "");
  const [used, setUsed] = useState<readonly string[]>([]);
  const set = useSend("budget_set");
  const draft = useMemo(
    () => ({ id: budget?.id ?? null, tag: of === "tag" ? tag : null, amount }),
    [budget, of, tag, amount],
  );
  const asked = useDebounced(draft, 120);
  const answer = useAsk("budget_check", asked, { keepLast: true, gcTime: 0 });
  const check = answer.data;
  const current = asked === draft && !answer.isPlaceholderData && !answer.isFetching;
  const at = (field: string) =>
    set.error?.field === field
      ? set.error.message
      : used.includes(field)
        ? issueAt(check?.issues, field).error
        : null;
  const typed = (field: string, put: (text: string) => void) => ({
    onChange: (text: string) => {
      put(text);
      set.reset();
    },
    onBlur: () => setUsed((before) => [...before, field]),
  });
  const why = current ? (check?.issues[0]?.message ?? null) : "It is being looked at";
  const close = () => {
    if (!set.busy) onClose();
  };
  const done = () => {
    toast({ mark: "info", title: `Budget of ${formatMoney(amount.trim())} set` });
    onClose();
  };
  return (
    <Dialog
      open
      onClose={close}
      onSubmit={() => {
        setUsed(FIELDS);
        if (why === null) set.send(draft, done);
      }}
      title={budget ? "Change the budget" : "Set a budget"}
      lead="You are told at 50, 80 and 100 % and when the forecast passes it. Nothing is stopped by itself."
      foot={
        <>
          <Button disabledReason={set.busy && "It is being kept"} onPress={close}>
            Cancel
          </Button>
          <Button kind="primary" type="submit" busy={set.busy} disabledReason={why}>
            {budget ? "Change the budget" : "Set the budget"}
          </Button>
        </>
      }
    >
      <Segmented
        label="What it is for"
        value={of}
        onChange={(next) => {
          setOf(next);
          set.reset();
        }}
        options={[
          { value: "all", label: "All of the account" },
          { value: "tag", label: "A tag" },
        ]}
      />
      {of === "tag" ? (
        <TagField
          value={tag}
          known={check?.knownTags ?? []}
          error={at("tag")}
          {...typed("tag", setTag)}
        />
      ) : null}
      <TextField
        {...typed("amount", setAmount)}
        label="Amount per month"
        labelNote={currency}
        name="amount"
        inputMode="decimal"
        placeholder="1500.00"
        value={amount}
        autoFocus={of === "all"}
        error={at("amount") ?? (of === "all" ? at("tag") : null)}
        hint="Of a calendar month in UTC, as the provider bills."
      />
      {check?.standing && current ? <Standing check={check} /> : null}
      {set.error && !FIELDS.includes(set.error.field ?? "") ? <ActError error={set.error} /> : null}
    </Dialog>
  );
}

function TagField({
  value,
  known,
  error,
  onChange,
  onBlur,
}: {
  value: string;
  known: readonly string[];
  error: string | null;
  onChange: (tag: string) => void;
  onBlur: () => void;
}) {
  const offered = known.filter((tag) => tag !== value).slice(0, OFFERED);
  return (
    <div className="col gap1">
      <TextField
        label="Tag"
        name="tag"
        value={value}
        onChange={onChange}
        onBlur={onBlur}
        autoFocus
        error={error}
        hint="Counts machines that carry it, with their disks. Volumes have no tags."
      />
      {offered.length > 0 ? (
        <ul className="row tight wrap" aria-label="Tags in use">
          {offered.map((tag) => (
            <li key={tag}>
              <Button size="sm" onPress={() => onChange(tag)}>
                {tag}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

/** Where it would stand now. */
function Standing({ check: { standing } }: { check: BudgetCheck }) {
  if (!standing) return null;
  return (
    <div className="budget-standing" role="status">
      <p className="row wide base">
        {standing.spent === null ? (
          <span className="t3">What was spent is not known now</span>
        ) : (
          <span>
            <Money value={standing.spent} /> spent so far, {standing.percent} %
          </span>
        )}
        <span className="push t12">
          <Forecast budget={standing} />
        </span>
      </p>
      <BudgetMeter budget={standing} />
    </div>
  );
}
