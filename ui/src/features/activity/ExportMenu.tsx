import { Download } from "lucide-react";
import { Button, Menu, MenuItem } from "../../design";
import type { ActivityFilter, RecordFormat } from "../../host/types";
import { useSend } from "../../host/useSend";
import { useActing } from "../../shared/acting/acting";
import { toastError } from "../../shared/errors/toastError";
import { tellExported } from "./tellExported";

/** Writes the lines that fit into a file, and says where it is. */
export function ExportMenu({
  filter,
  lines,
}: {
  filter: ActivityFilter;
  /** How many there are; `undefined` until they are counted. */
  lines: number | undefined;
}) {
  const acting = useActing();
  const { send, busy } = useSend("activity_export");
  const write = (format: RecordFormat) =>
    send({ format, filter }, (done) => tellExported(done, acting), toastError);
  return (
    <Menu
      label="Export"
      placement="bottom end"
      trigger={
        <Button
          icon={Download}
          busy={busy}
          disabledReason={lines === 0 && "There is no line to export"}
        >
          Export
        </Button>
      }
    >
      <MenuItem end="for a table" onAction={() => write("csv")} textValue="CSV">
        CSV
      </MenuItem>
      <MenuItem end="one object a line" onAction={() => write("jsonl")} textValue="JSON Lines">
        JSON Lines
      </MenuItem>
    </Menu>
  );
}
