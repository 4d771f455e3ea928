import { HardDrive, Plus, SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { Button, Empty, Skeleton, useLate } from "../../design";
import type { CommandError } from "../../host/types";
import { Fault } from "../../shared/errors/Fault";
import { COLUMNS, Head } from "./VolumeTable";

function Frame({ body, children }: { body?: ReactNode; children?: ReactNode }) {
  return (
    <div className="sto-list" aria-busy={body ? "true" : undefined}>
      <table className="table sto-table" aria-label={body ? "Volumes, being read" : "Volumes"}>
        <Head />
        {body}
      </table>
      {children}
    </div>
  );
}

const ROWS = [1, 0.8, 1.1, 0.7] as const;

/** The list before its first reading. */
export function ListWait() {
  const late = useLate(true);
  const rows = ROWS.map((factor) => (
    <tr key={factor}>
      {COLUMNS.map((column) => (
        <td key={column.id} className={"num" in column ? `v-${column.id} num` : `v-${column.id}`}>
          <Skeleton width={Math.round(column.skeleton * factor)} />
        </td>
      ))}
    </tr>
  ));
  return <Frame body={<tbody>{late ? rows : null}</tbody>} />;
}

/** An account without volumes. */
export function ListEmpty({ off, onCreate }: { off: string | null; onCreate: () => void }) {
  return (
    <Frame>
      <Empty
        icon={HardDrive}
        title="No volume on this account"
        actions={
          <Button kind="primary" icon={Plus} disabledReason={off} onPress={onCreate}>
            New volume
          </Button>
        }
      >
        A volume is shared by bare-metal rentals, stays when they end, and is billed by the hour
        until it is deleted.
      </Empty>
    </Frame>
  );
}

/** The list could not be read even once. */
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
    <Frame>
      <Fault
        error={error}
        title="The list of volumes could not be read"
        onRetry={onRetry}
        retrying={retrying}
      />
    </Frame>
  );
}

/** Nothing fits what was searched for. */
export function NoMatch({ hidden, onClear }: { hidden: number; onClear: () => void }) {
  return (
    <Empty
      icon={SearchX}
      title="No volume fits"
      actions={<Button onPress={onClear}>Show all</Button>}
    >
      {hidden === 1 ? "One volume is" : `${hidden} volumes are`} hidden.
    </Empty>
  );
}
