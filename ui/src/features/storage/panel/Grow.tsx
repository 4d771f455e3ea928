import { type FormEvent, useRef, useState } from "react";
import { Button, formatMoney, PanelSection, toast } from "../../../design";
import type { VolumeView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { issueAt } from "../../../shared/errors/issueAt";
import { useArrival } from "../../../shared/page/arrival";
import { sizeOf } from "../../../shared/volumes/words";
import { Price } from "../Price";
import { SizeField } from "../SizeField";
import { useVolumeCheck } from "../useVolumeCheck";

const NONE: readonly string[] = [];

/** A larger size, with the price before and after. */
export function Grow({
  volume,
  off,
}: {
  volume: VolumeView;
  /** Why nothing may be changed. */
  off: string | null;
}) {
  const [size, setSize] = useState(`${volume.sizeGb ?? ""}`);
  const { check, why } = useVolumeCheck(volume.id, volume.name, size, NONE);
  const grow = useSend("volume_change");
  const form = useRef<HTMLFormElement>(null);
  useArrival("grow", () => {
    const size = form.current?.querySelector("input");
    size?.focus();
    size?.select();
  });
  const { error } = grow;
  const at = issueAt(check?.issues, "size");
  const changed = size !== `${volume.sizeGb ?? ""}`;
  const blocked =
    off ??
    (changed
      ? ((error?.code === "outcomeUnknown" ? error.message : null) ?? why)
      : "Choose a larger size");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (blocked !== null) return;
    grow.send({ id: volume.id, name: null, size }, ({ volume: now, notice }) =>
      toast({
        mark: notice ? "attention" : "running",
        title: now.perHour
          ? `${now.name} has ${sizeOf(now.sizeGb)}, for ${formatMoney(now.perHour, { fine: true })}/h`
          : `${now.name} has ${sizeOf(now.sizeGb)}`,
        meaning: notice ?? undefined,
      }),
    );
  };
  const price = check?.change?.after;
  return (
    <PanelSection title="Grow" action={<span className="t3 note">a volume cannot shrink</span>}>
      <form noValidate ref={form} className="col gap2" aria-label="Grow" onSubmit={submit}>
        <SizeField
          label={`From ${sizeOf(volume.sizeGb)} to`}
          value={size}
          onChange={(next) => {
            setSize(next);
            grow.reset();
          }}
          least={volume.sizeGb ?? 0}
          error={error?.field === "size" ? error.message : at.error}
          caution={at.caution}
        />
        {changed ? <Price check={check} /> : null}
        <Button
          kind={changed ? "primary" : "plain"}
          block
          type="submit"
          busy={grow.busy}
          disabledReason={blocked}
        >
          {changed && check?.sizeGb
            ? `Grow to ${sizeOf(check.sizeGb)}${price ? ` for ${formatMoney(price, { fine: true })}/h` : ""}`
            : "Grow"}
        </Button>
        {error && error.field !== "size" ? <ActError error={error} /> : null}
      </form>
    </PanelSection>
  );
}
