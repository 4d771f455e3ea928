import { ExternalLink, FolderOpen } from "lucide-react";
import { Button, DialogPane, formatCount, Moment, StateMark } from "../../../design";
import type { CommandError, ExportArgs, ExportEnd } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { ErrorBanner } from "../../../shared/errors/ErrorBanner";
import { exportName } from "./kinds";
import type { Exporting } from "./seen";

/** What came of an export: its files and what has to be known of them, or why there are none and what to do. */
export function ExportResult({
  end,
  asked,
  exporting,
  onAgain,
  onClose,
}: {
  end: ExportEnd;
  /** What was asked for, where this room still knows. */
  asked: ExportArgs | null;
  exporting: Exporting;
  /** Back to the form, filled in like this or anew. */
  onAgain: (args: ExportArgs | null) => void;
  onClose: () => void;
}) {
  const start = useSend("export_start");
  const { kind, first, last, fault } = end;
  const same = asked ?? { kind, first, last, folder: "", replace: false };
  const replaces = fault?.code === "exists" && asked !== null;
  return (
    <DialogPane
      foot={
        <>
          <Button onPress={() => onAgain(fault ? { ...same, replace: false } : null)}>
            {fault ? "Change and export again…" : "Export something else…"}
          </Button>
          {replaces ? (
            <Button
              busy={start.busy}
              onPress={() => {
                const args = { ...asked, replace: true };
                start.send(args, () => {
                  exporting.ask(args);
                  exporting.putAway(end);
                });
              }}
            >
              Replace the files
            </Button>
          ) : null}
          <Button autoFocus kind={fault ? "plain" : "primary"} onPress={onClose}>
            Close
          </Button>
        </>
      }
    >
      <p className="row">
        <StateMark mark={markOf(fault)} word={wordOf(fault)} />
        <span className="t2">{exportName(end)}</span>
        <span className="push t3 t12">
          <Moment at={end.at} />
        </span>
      </p>
      {fault ? <ErrorBanner error={fault} next={fault.code !== "exists" || replaces} /> : null}
      {fault?.code === "exists" && !replaces ? (
        // Whereto it was asked is not known any more: asked again, it can be replaced.
        <p className="t2">
          Export it once more to be asked whether to replace them, or choose another folder.
        </p>
      ) : null}
      {end.files.length > 0 ? <Files end={end} /> : null}
      {end.notes.length > 0 ? (
        <section aria-labelledby="export-notes">
          <h3 className="label" id="export-notes">
            What to know of it
          </h3>
          <ul className="export-notes">
            {end.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      ) : null}
      <ActError error={start.error} />
    </DialogPane>
  );
}

/** The mark of an end: what was stopped by the person is no failure. */
export function markOf(fault: CommandError | null): "running" | "stopped" | "attention" | "failed" {
  if (fault === null) return "running";
  if (fault.code === "cancelled") return "stopped";
  return fault.code === "exists" ? "attention" : "failed";
}

/** The same in a word. */
export function wordOf(fault: CommandError | null): string {
  if (fault === null) return "Exported";
  if (fault.code === "cancelled") return "Stopped";
  return fault.code === "exists" ? "Not exported" : "Failed";
}

/** `2 files, 1,284 lines`. */
export function countOf({ files, lines }: ExportEnd): string {
  const counted = (count: number, one: string) =>
    count === 1 ? `1 ${one}` : `${formatCount(count)} ${one}s`;
  return `${counted(files.length, "file")}, ${counted(lines, "line")}`;
}

function Files({ end }: { end: ExportEnd }) {
  const open = useSend("export_open");
  return (
    <section aria-labelledby="export-files">
      <h3 className="label" id="export-files">
        {countOf(end)}
      </h3>
      <ul className="export-files">
        {end.files.map((path, file) => {
          const name = path.split(/[\\/]/).at(-1) ?? path;
          const show = (folder: boolean) => open.send({ id: end.id, file, folder });
          return (
            <li key={path}>
              <span className="grow">
                <span className="b export-path">{name}</span>
                <span className="t3 mono export-path">{path}</span>
              </span>
              <Button
                size="sm"
                icon={ExternalLink}
                aria-label={`Open ${name}`}
                tip={null}
                onPress={() => show(false)}
              >
                Open
              </Button>
              <Button
                size="sm"
                icon={FolderOpen}
                aria-label={`Show ${name} in its folder`}
                tip={null}
                onPress={() => show(true)}
              >
                Show in folder
              </Button>
            </li>
          );
        })}
      </ul>
      <ActError error={open.error} />
    </section>
  );
}
