import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Button, Dot, Money } from "../../design";
import type { FleetView, StoppedMachine, StoppedView } from "../../host/types";
import { BulkDialog } from "../../shared/bulk/BulkDialog";
import { useBulk } from "../../shared/bulk/useBulk";
import { LinkTo } from "../../shared/page/LinkTo";

/** What is stopped and still billed, and what releasing it would save. */
export function Stopped({
  stopped,
  fleet,
}: {
  stopped: StoppedView | undefined;
  fleet: FleetView | undefined;
}) {
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  const { run } = useBulk();
  if (!stopped || stopped.machines.length === 0) return null;
  const ids = new Set(
    stopped.machines.filter(({ kind, off }) => kind === "vm" && off === null).map(({ id }) => id),
  );
  const rows = fleet?.instances.filter(({ id }) => ids.has(id)) ?? [];
  return (
    <section aria-labelledby="stopped-billed">
      <div className="hd">
        <h2 className="h2" id="stopped-billed">
          Stopped, but still billed
        </h2>
        {stopped.saves !== null ? (
          <span className="t3">
            releasing saves <Money value={stopped.saves} per="h" />,{" "}
            <Money value={stopped.savesPerDay} per="day" />
          </span>
        ) : null}
        <span className="push">
          <Button
            size="sm"
            disabledReason={
              rows.length === 0
                ? "None of them can be released"
                : run?.running
                  ? "A run is under way. It must end first."
                  : null
            }
            onPress={() => setAsking(true)}
          >
            {rows.length > 1 ? `Release all ${rows.length}…` : "Release…"}
          </Button>
        </span>
      </div>
      <table className="table flush ovt stopped-table" aria-labelledby="stopped-billed">
        <colgroup>
          <col />
          <col style={{ width: 112 }} />
          <col style={{ width: 112 }} />
          <col style={{ width: 112 }} />
        </colgroup>
        <thead>
          <tr>
            <th>Name</th>
            <th className="num">Price now</th>
            <th className="num">Released</th>
            <th className="num">Saves</th>
          </tr>
        </thead>
        <tbody>
          {stopped.machines.map((machine) => (
            <Row key={machine.id} machine={machine} />
          ))}
          {stopped.machines.length > 1 ? (
            <tr className="total">
              <td>All of them</td>
              <td className="num">
                <Money value={stopped.costs} per="h" />
              </td>
              <td />
              <td className="num">
                <Money value={stopped.saves} per="h" unknown="nothing" />
              </td>
            </tr>
          ) : null}
        </tbody>
      </table>
      {asking ? (
        <BulkDialog
          first="release"
          rows={rows}
          // What becomes of each stands over the list.
          onDone={() => void navigate({ to: "/instances" })}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </section>
  );
}

function Row({
  machine: { id, name, kind, priceNow, priceReleased, saves },
}: {
  machine: StoppedMachine;
}) {
  const metal = kind === "bareMetal";
  return (
    <tr>
      <td>
        <span className="st">
          <Dot mark="attention" />
          <LinkTo className="b trunc" to="/instances" search={{ id }}>
            {name}
          </LinkTo>
        </span>
      </td>
      <td className="num">
        {metal ? <span className="t3">up to </span> : null}
        <Money value={priceNow} per="h" />
      </td>
      <td className="num t2">
        {metal ? <span className="t3">cannot be</span> : <Money value={priceReleased} per="h" />}
      </td>
      <td className="num">
        {metal ? <span className="t3">terminate it</span> : <Money value={saves} per="h" />}
      </td>
    </tr>
  );
}
