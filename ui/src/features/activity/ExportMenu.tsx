import { Download } from "lucide-react";
import { useActing } from "../../app/acting";
import { tellExported } from "../../app/tellExported";
import { toastError } from "../../app/toastError";
import { Button, Menu, MenuItem } from "../../design";
import type { ActivityFilter, RecordFormat } from "../../host/types";
import { useSend } from "../../host/useSend";

/** Writes the lines that fit into a file, and says where it is. */
export function ExportMenu({
  filter,
  lines,
}: {
  filter: ActivityFilter;
  /** How many there are; `undefined` until they are counted. */
  lines: number | undefined;
}) {
  const { copy } = useActing();
  const { send, busy } = useSend("activity_export");
  const write = (format: RecordFormat) =>
    send({ format, filter }, (done) => tellExported(done, copy), toastError);
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
