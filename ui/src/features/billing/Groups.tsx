import { useState } from "react";
import { classes, Money, TextButton } from "../../design";
import { useAsk } from "../../host/queries";
import type { ChartView, Grouping, GroupView } from "../../host/types";
import { GROUPINGS } from "./grouping";
import { COLOURS, LayerSwatch } from "./LayerSwatch";
import { monthAlone } from "./months";

const WORDS: Record<NonNullable<GroupView["change"]>, string | null> = {
  new: "new",
  ended: "ended",
  same: "same",
  more: null,
  less: null,
};

/** The legend of the chart, as a table with the change against the month before. */
export function Groups({
  month,
  by,
  chosen,
  onChoose,
}: {
  month: string;
  by: Grouping;
  /** Key of the group whose lines are shown. */
  chosen: string | undefined;
  onChoose: (key: string | undefined) => void;
}) {
  const view = useAsk("billing_chart", { month, by }, { keepLast: true }).data;
  const [all, setAll] = useState(false);
  if (!view || view.groups.length === 0) return null;
  const before = view.before !== null;
  const named = GROUPINGS.find(({ value }) => value === view.by)?.label ?? "";
  // Of one machine it is its price; of many it tells what a tag pays.
  const hours = view.by !== "machine" && view.groups.some(({ perGpuHour }) => perGpuHour !== null);
  // So many rows as there are colours are shown until more are asked for.
  const shown = all ? view.groups : view.groups.slice(0, COLOURS);
  const rest = view.groups.length - shown.length;
  return (
    <section aria-label={`By ${named.toLowerCase()}`}>
      <table className="table bill-table bill-groups">
        <thead>
          <tr>
            <th scope="col">{named}</th>
            {hours ? (
              <th scope="col" className="num" title="Charges for a GPU and an hour">
                GPU/h
              </th>
            ) : null}
            <th scope="col" className="num">
              {monthAlone(view.month)}
            </th>
            <th scope="col" className="num">
              {before ? "vs before" : null}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((group, at) => (
            <tr key={group.key} className={classes(chosen === group.key && "is-open")}>
              <th scope="row" title={group.label}>
                <button
                  type="button"
                  className="bill-group"
                  aria-pressed={chosen === group.key}
                  onClick={() => onChoose(chosen === group.key ? undefined : group.key)}
                >
                  <LayerSwatch at={at} />
                  <span className="trunc">{group.label}</span>
                </button>
              </th>
              {hours ? (
                <td className="num t2">
                  {group.perGpuHour === null ? null : <Money value={group.perGpuHour} />}
                </td>
              ) : null}
              <td className="num">
                <Money value={group.total} />
              </td>
              <td className="num t2">
                <Change group={group} />
              </td>
            </tr>
          ))}
        </tbody>
        {rest > 0 || all ? (
          <tbody>
            <tr>
              <td colSpan={hours ? 4 : 3}>
                <LayerSwatch at={null} />{" "}
                <TextButton onPress={() => setAll(!all)}>
                  {all ? "Show the largest" : `Show ${rest} more`}
                </TextButton>
              </td>
            </tr>
          </tbody>
        ) : null}
        <tfoot>
          <tr>
            <th scope="row">Together</th>
            {hours ? <td /> : null}
            <td className="num">
              <Money value={view.total} />
            </td>
            <td className="num">
              {view.change === null ? null : <Money value={view.change.all} signed />}
            </td>
          </tr>
        </tfoot>
      </table>
      {view.change === null ? null : <Split change={view.change} />}
    </section>
  );
}

function Change({ group }: { group: GroupView }) {
  if (group.change === null) return null;
  const word = WORDS[group.change];
  if (word !== null) return <>{word}</>;
  return <Money value={group.delta} signed />;
}

/** Where the change comes from. */
function Split({ change }: { change: NonNullable<ChartView["change"]> }) {
  return (
    <dl className="bill-split t12">
      {(["new", "more", "less", "ended"] as const).map((part) => (
        <div key={part}>
          <dt className="t3">
            {part === "new"
              ? "New"
              : part === "ended"
                ? "Ended"
                : part === "more"
                  ? "Cost more"
                  : "Cost less"}
          </dt>
          <dd className="tn">
            <Money value={change[part]} signed />
          </dd>
        </div>
      ))}
    </dl>
  );
}
