import { useState } from "react";
import { Banner, KeyValue, RadioCard, RadioCards, Select } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { ConnectView, Existing, TransferArgs, TransferCheck } from "../../../host/types";
import { ErrorBanner } from "../../../shared/errors/ErrorBanner";
import { LeftOut } from "./Transfers";

/** Looks what a transfer would do, and why it cannot be started as it is. */
export function usePlan(args: Omit<TransferArgs, "existing" | "seen">, enabled: boolean) {
  const [choice, setChoice] = useState<{ of: TransferCheck; existing: Existing } | null>(null);
  const check = useAsk(
    "files_check",
    { ...args, existing: "refuse", seen: null },
    { enabled, gcTime: 0, staleTime: Infinity },
  );
  // A choice is about the files that were shown with it, and about no others.
  const shown = check.data;
  const existing = choice && choice.of === shown ? choice.existing : "refuse";
  const setExisting = (to: Existing) => {
    if (shown) setChoice({ of: shown, existing: to });
  };
  const asks = (check.data?.existing ?? 0) > 0;
  const off =
    (!enabled && "Choose what to transfer") ||
    (check.isPending && "Checking the instance") ||
    (check.error && "The instance could not be checked") ||
    (asks && existing === "refuse" && "Choose what to do with files that already exist");
  const start: TransferArgs = { ...args, existing, seen: shown?.seen ?? null };
  return { check, existing, setExisting, start, off: check.data?.problem ?? off };
}

/** What a transfer would do, and what to do where files exist. */
export function PlanView({
  check,
  error,
  pending,
  existing,
  onExisting,
}: {
  check: TransferCheck | undefined;
  error: Parameters<typeof ErrorBanner>[0]["error"] | null;
  pending: boolean;
  existing: Existing;
  onExisting: (existing: Existing) => void;
}) {
  if (error) return <ErrorBanner error={error} />;
  if (!check)
    return (
      <p className="t2" role="status">
        {pending ? "Checking the instance…" : ""}
      </p>
    );
  const names = check.existingNames.join(", ");
  const more = check.existing - check.existingNames.length;
  return (
    <>
      <KeyValue
        lines={[
          ["Selected", check.what],
          [
            "Destination",
            <span key="to" className="files-path">
              {check.to}
            </span>,
          ],
        ]}
      />
      {check.problem ? (
        <Banner tone="attention" title="This cannot be started.">
          {check.problem}
        </Banner>
      ) : null}
      {check.skippedCount > 0 ? (
        <div>
          <p className="t12">Not transferred:</p>
          <LeftOut lines={check.skipped} count={check.skippedCount} />
        </div>
      ) : null}
      {check.existing > 0 ? (
        <>
          <RadioCards
            label={
              check.existing === 1
                ? "1 file already exists. What should happen to it?"
                : `${check.existing} files already exist. What should happen to them?`
            }
            value={existing === "refuse" ? null : existing}
            onChange={(value) => onExisting(value as Existing)}
            columns={3}
          >
            <RadioCard value="skip">Skip</RadioCard>
            <RadioCard value="keepBoth">Keep both</RadioCard>
            <RadioCard value="replace">Replace</RadioCard>
          </RadioCards>
          <p className="t12 t2 files-names">
            {names}
            {more > 0 ? ` and ${more} more` : ""}
          </p>
        </>
      ) : null}
    </>
  );
}

/** Which node of several. */
export function NodeChoice({
  way,
  node,
  onChange,
}: {
  way: ConnectView;
  node: number;
  onChange: (node: number) => void;
}) {
  if (way.ends.length < 2) return null;
  const options = way.ends.map((end, index) => ({
    value: String(index),
    label: end.label ?? end.host,
  }));
  return (
    <Select
      label="Node"
      value={String(node)}
      onChange={(value) => onChange(options.findIndex((option) => option.value === value))}
      options={options}
    />
  );
}
