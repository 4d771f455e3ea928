import { Plus, SearchX, Server } from "lucide-react";
import type { ReactNode } from "react";
import { Button, classes, Empty, formatCount, Skeleton, Until, useLate } from "../../../design";
import type { CommandError } from "../../../host/types";
import { Fault } from "../../../shared/errors/Fault";
import { LinkButton } from "../../../shared/page/LinkTo";
import { COLUMNS } from "./columns";
import { Cols, PlainHead } from "./TableHead";

function Frame({ body, children }: { body?: ReactNode; children?: ReactNode }) {
  return (
    <div className="ins-list" aria-busy={body ? "true" : undefined}>
      <table className="table ins-table" aria-label={body ? "Instances, being read" : "Instances"}>
        <Cols />
        <PlainHead />
        {body}
      </table>
      {children}
    </div>
  );
}

/** Rows to come, each a little longer or shorter than the next. */
const ROWS = [1, 0.8, 1.1, 0.7, 0.95, 0.85] as const;

/** The list before its first reading. */
export function ListWait() {
  const late = useLate(true);
  const rows = ROWS.map((factor) => (
    <tr key={factor}>
      <td className="c-tick" />
      {COLUMNS.map(({ id, num, skeleton }) => (
        <td key={id} className={classes(`c-${id}`, num && "num")}>
          <Skeleton width={Math.round(skeleton * factor)} />
        </td>
      ))}
    </tr>
  ));
  return <Frame body={<tbody>{late ? rows : null}</tbody>} />;
}

/** An account without machines. */
export function ListEmpty() {
  return (
    <Frame>
      <Empty
        icon={Server}
        title="Nothing runs on this account"
        actions={
          <LinkButton to="/deploy/vm" kind="primary" icon={Plus}>
            Deploy a VM
          </LinkButton>
        }
      >
        A VM is up in about a minute, and is billed by the hour until it is terminated.
      </Empty>
    </Frame>
  );
}

/** The list could not be read even once. */
export function ListFault({
  error,
  nextTryAt,
  onRetry,
  retrying,
}: {
  error: CommandError;
  nextTryAt: string | null;
  onRetry: () => void;
  retrying: boolean;
}) {
  return (
    <Frame>
      <Fault
        error={error}
        title="The list could not be read"
        onRetry={onRetry}
        retrying={retrying}
        actions={
          nextTryAt ? (
            <span className="t3 again">
              by itself in <Until at={nextTryAt} />
            </span>
          ) : null
        }
      />
    </Frame>
  );
}

/** Nothing fits what was searched for. */
export function NoMatch({
  query,
  hidden,
  onClear,
}: {
  query: string;
  hidden: number;
  onClear: () => void;
}) {
  return (
    <Empty
      icon={SearchX}
      title={
        query.trim() === ""
          ? "No instance fits the filters"
          : `No instance matches “${query.trim()}”`
      }
      actions={<Button onPress={onClear}>Show all</Button>}
    >
      {hidden === 1 ? "One instance is" : `${formatCount(hidden)} instances are`} hidden.
    </Empty>
  );
}
