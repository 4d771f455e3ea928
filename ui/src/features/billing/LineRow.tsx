import { classes, Moment, Money, StateMark } from "../../design";
import type { TransactionView } from "../../host/types";

/** Widths of the columns; the subject takes what is left. */
export function LineCols() {
  return (
    <colgroup>
      <col className="b-time" />
      <col className="b-kind" />
      <col />
      <col className="b-span" />
      <col className="b-money" />
      <col className="b-money b-all" />
      <col className="b-state" />
    </colgroup>
  );
}

/** Heads of the columns. */
export function LineHead() {
  return (
    <thead>
      <tr>
        <th scope="col">Time</th>
        <th scope="col">What</th>
        <th scope="col">For</th>
        <th scope="col" className="b-span">
          Period
        </th>
        <th scope="col" className="num">
          In these days
        </th>
        <th scope="col" className="num b-all">
          In all
        </th>
        <th scope="col">State</th>
      </tr>
    </thead>
  );
}

/** One transaction. */
export function LineRow({ line }: { line: TransactionView }) {
  return (
    <tr>
      <td className="t2">
        {line.createdAt === null ? <NotSaid /> : <Moment at={line.createdAt} />}
      </td>
      <td title={line.kind}>{line.kind}</td>
      <td title={[line.subject, line.subjectId, line.note].filter(Boolean).join(" · ")}>
        {line.subject !== null ? (
          <span className="b">{line.subject}</span>
        ) : line.subjectId !== null ? (
          <span className="mono t2">{line.subjectId}</span>
        ) : null}
        {line.note === null ? null : (
          <span className={classes("t3", line.subjectId !== null && "note")}> {line.note}</span>
        )}
      </td>
      <td className="t2 b-span">
        {line.from === null || line.subjectId === null ? null : (
          <>
            <Moment at={line.from} short /> to{" "}
            {line.until === null ? "now" : <Moment at={line.until} short />}
          </>
        )}
      </td>
      <td className="num">
        <Money value={line.periodAmount} unknown="not readable" />
      </td>
      <td className="num b-all t2">
        <Money value={line.amount} unknown="not readable" />
      </td>
      <td>
        {line.running ? (
          <StateMark mark="running" word="Running" />
        ) : (
          <StateMark mark="stopped" word="Completed" className="t3" />
        )}
      </td>
    </tr>
  );
}

function NotSaid() {
  return <span className="t3">not said</span>;
}
