import { Dot, formatMoney, Moment, SkeletonRows } from "../../design";
import type { ActivityLine } from "../../host/types";
import { LinkTo } from "../../shared/page/LinkTo";

const WIDTHS = [34, 150, { width: 52, num: true }] as const;

/** What happened last, with its effect on the burn rate. */
export function LastActivity({
  lines,
  skeleton,
}: {
  lines: readonly ActivityLine[] | undefined;
  skeleton: boolean;
}) {
  return (
    <section aria-labelledby="last-activity">
      <div className="hd">
        <h2 className="h2" id="last-activity">
          Last activity
        </h2>
        <LinkTo className="push t12 more" to="/activity" aria-label="All activity">
          All
        </LinkTo>
      </div>
      {lines?.length === 0 ? (
        <p className="act quiet t3">
          Nothing yet. What you do, and what is seen to change, stands here.
        </p>
      ) : (
        <table className="table flush act" aria-labelledby="last-activity" aria-busy={!lines}>
          <colgroup>
            <col style={{ width: 72 }} />
            <col />
            <col />
          </colgroup>
          <thead className="sr">
            <tr>
              <th>When</th>
              <th>What</th>
              <th>Effect on the burn rate</th>
            </tr>
          </thead>
          <tbody>
            {lines?.map((line) => <Line key={line.id} line={line} />) ??
              (skeleton ? <SkeletonRows widths={WIDTHS} /> : null)}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Line({ line }: { line: ActivityLine }) {
  return (
    <tr>
      <td className="t3">
        <Moment at={line.at} short />
      </td>
      <td>
        <span className="st">
          <Dot mark={line.mark} />
          <span>
            {line.instanceId ? (
              <LinkTo className="b" to="/instances" search={{ id: line.instanceId }}>
                {line.subject}
              </LinkTo>
            ) : (
              <span className="b">{line.subject}</span>
            )}{" "}
            {line.deed}
          </span>
        </span>
      </td>
      <td className="num t2">
        {line.effect !== null
          ? `${line.unknown ? "maybe " : ""}${formatMoney(line.effect, { signed: true })}/h`
          : line.unknown
            ? "maybe"
            : null}
      </td>
    </tr>
  );
}
