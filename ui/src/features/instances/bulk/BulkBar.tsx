import "./bulk.css";
import { Tags, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { Button, formatCount, Money } from "../../../design";
import type { BulkKind, InstanceView } from "../../../host/types";
import { BulkDialog } from "../../../shared/bulk/BulkDialog";
import { useBulk } from "../../../shared/bulk/useBulk";
import { sumPrices } from "./sum";

/** What can be asked of a machine, and is asked of many. */
type Asked = "start" | "stop" | "release" | "modify" | "terminate";

const COUNTED = ["start", "stop", "release", "modify", "terminate"] as const;

/** Stands in place of the filters while rows are ticked: how many, what they cost, what can be done to them. */
export function BulkBar({
  selected,
  shown,
  onClear,
}: {
  selected: readonly InstanceView[];
  /** The rows of the list, to tell of those that are ticked and not in it. */
  shown: readonly InstanceView[];
  onClear: () => void;
}) {
  const [asking, setAsking] = useState<BulkKind | null>(null);
  const { run } = useBulk();
  const sum = useMemo(() => sumPrices(selected), [selected]);
  const hidden = useMemo(() => {
    const ids = new Set(shown.map(({ id }) => id));
    return selected.filter(({ id }) => !ids.has(id)).length;
  }, [selected, shown]);
  const can = useMemo(() => {
    const counts: Record<Asked, number> = {
      start: 0,
      stop: 0,
      release: 0,
      modify: 0,
      terminate: 0,
    };
    for (const { acts } of selected) {
      for (const act of COUNTED) if (acts[act].allowed) counts[act]++;
    }
    return counts;
  }, [selected]);
  const busy = run?.running ? "A run is under way. It must end first." : null;
  const off = (act: Asked) =>
    busy ??
    (can[act] > 0
      ? null
      : (reasonOf(selected, act) ?? "This can be done to none of those that are selected"));
  return (
    <section className="bulk" aria-label="Selected instances">
      <span className="b nowrap" role="status">
        {formatCount(selected.length)} selected
        {hidden > 0 ? <span className="t3">, {formatCount(hidden)} not shown</span> : null}
      </span>
      <span className="t2 nowrap sum">
        <Money value={sum} per="h" unknown="price not known" />
        <span className="hide-narrow"> together</span>
      </span>
      <span className="row acts">
        <Button size="sm" disabledReason={off("start")} onPress={() => setAsking("start")}>
          Start
        </Button>
        <Button size="sm" disabledReason={off("stop")} onPress={() => setAsking("stop")}>
          Stop
        </Button>
        <Button size="sm" disabledReason={off("release")} onPress={() => setAsking("release")}>
          Release
        </Button>
        <Button
          size="sm"
          icon={Tags}
          disabledReason={off("modify")}
          onPress={() => setAsking("addTags")}
        >
          Tags…
        </Button>
        <Button
          size="sm"
          kind="warn"
          icon={Trash2}
          disabledReason={off("terminate")}
          onPress={() => setAsking("terminate")}
        >
          Terminate…
        </Button>
      </span>
      <span className="push" />
      <Button size="sm" kind="quiet" onPress={onClear}>
        Clear
        <span className="kbd" aria-hidden="true">
          Esc
        </span>
      </Button>
      {asking ? (
        <BulkDialog
          first={asking}
          rows={selected}
          onDone={onClear}
          onClose={() => setAsking(null)}
        />
      ) : null}
    </section>
  );
}

/** Why an act is off, where all of them say the same. */
function reasonOf(rows: readonly InstanceView[], act: Asked): string | null {
  const reasons = new Set(rows.map(({ acts }) => acts[act].reason));
  const [reason = null] = reasons;
  return reasons.size === 1 ? reason : null;
}
