import { Activity, SearchX } from "lucide-react";
import { Button, Empty, formatCount, SkeletonRows, useLate } from "../../design";
import type { CommandError } from "../../host/types";
import { Fault } from "../../shared/errors/Fault";
import { LinkButton } from "../../shared/page/LinkTo";
import { Cols, Head } from "./LineTable";

const WIDTHS = [58, 44, 320, 56, { width: 64, num: true as const }, null] as const;

/** The record before its first reading. */
export function ListWait() {
  const late = useLate(true);
  return (
    <div className="rec-list" aria-busy="true">
      <table className="table rec-table" aria-label="Activity, being read">
        <Cols accounts={false} />
        <Head accounts={false} />
        <tbody>{late ? <SkeletonRows widths={WIDTHS} rows={6} /> : null}</tbody>
      </table>
    </div>
  );
}

/** An account of which nothing was told yet. */
export function ListEmpty() {
  return (
    <Empty
      icon={Activity}
      title="Nothing happened yet"
      actions={<LinkButton to="/deploy/vm">Deploy a VM</LinkButton>}
    >
      What you do here, what is seen to change, and what Voltdeck says by itself stands here, and
      stays when the provider forgets it.
    </Empty>
  );
}

/** Nothing fits what narrows the record. */
export function NoMatch({
  query,
  hidden,
  onClear,
}: {
  query: string;
  /** Lines of other kinds that fit the rest. */
  hidden: number;
  onClear: () => void;
}) {
  return (
    <Empty
      icon={SearchX}
      title={query.trim() === "" ? "No line fits the filters" : `No line has “${query.trim()}”`}
      actions={<Button onPress={onClear}>Show all</Button>}
    >
      {hidden === 0
        ? "Every word must stand in the name, the text, the request or the id of a line."
        : `${hidden === 1 ? "1 line" : `${formatCount(hidden)} lines`} of other kinds would fit.`}
    </Empty>
  );
}

/** The record could not be read even once. */
export function ListFault({
  error,
  onRetry,
  retrying,
}: {
  error: CommandError;
  onRetry: () => void;
  retrying: boolean;
}) {
  return (
    <div className="rec-list">
      <Fault
        error={error}
        title="The activity could not be read"
        onRetry={onRetry}
        retrying={retrying}
      />
    </div>
  );
}
