import { Dot, formatCount, Moment, PanelSection, Skeleton, useLate } from "../../../design";
import { useAsk } from "../../../host/queries";
import { LinkTo } from "../../../shared/page/LinkTo";
import { dotOf, EVERYTHING, effectOf } from "../../../shared/record";

/** Lines that the panel has room for. */
const SHOWN = 6;

/** What happened to this machine: its own lines of the record, newest first. */
export function History({ id }: { id: string }) {
  const filter = { ...EVERYTHING, instanceId: id };
  const { data, error } = useAsk("activity", { filter, offset: 0, limit: SHOWN });
  const late = useLate(!data && !error);
  const lines = data?.lines ?? [];
  return (
    <PanelSection
      title="History"
      action={
        data && data.total > lines.length ? (
          <LinkTo className="t12 more" to="/activity" search={{ q: id }}>
            All {formatCount(data.total)} lines
          </LinkTo>
        ) : null
      }
    >
      {data ? (
        lines.length === 0 ? (
          <p className="t3">Nothing was done or seen to change since Voltdeck knows it.</p>
        ) : (
          <ul className="history">
            {lines.map((line) => (
              <li key={line.id}>
                <span className="when t3">
                  <Moment at={line.at} short />
                </span>
                <Dot mark={dotOf(line)} />
                <LinkTo
                  className="trunc"
                  to="/activity"
                  search={{ q: id, id: line.id }}
                  title={line.deed}
                >
                  {line.deed}
                </LinkTo>
                <span className="push num t2">{effectOf(line)}</span>
              </li>
            ))}
          </ul>
        )
      ) : error ? (
        <p className="t3">It could not be read: {error.message}</p>
      ) : (
        <p aria-busy="true">{late ? <Skeleton width={200} /> : null}</p>
      )}
    </PanelSection>
  );
}
