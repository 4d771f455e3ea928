import { useState } from "react";
import {
  Banner,
  Button,
  DialogPane,
  RadioCard,
  RadioCards,
  Select,
  TextButton,
  TextField,
} from "../../../design";
import { useAppState } from "../../../host/queries";
import type { CommandError, ExportArgs, ExportKind, ExportsView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { useLayers } from "../../../shared/acting/layers";
import { ActError } from "../../../shared/errors/ActError";
import { monthName } from "../months";
import { KINDS, wordsOf } from "./kinds";
import type { Exporting } from "./seen";

const FIELDS = ["kind", "first", "last", "folder"] as const;
type Field = (typeof FIELDS)[number];

/** What is exported, of which months and whereto. */
export function ExportForm({
  view,
  month,
  again,
  exporting,
  onClose,
}: {
  view: ExportsView;
  /** The month that the room shows. */
  month: string | undefined;
  /** What is filled in from the start. */
  again: ExportArgs | null;
  exporting: Exporting;
  onClose: () => void;
}) {
  const { months } = view;
  const shown = months.find((one) => one === month) ?? months[0] ?? "";
  const [kind, setKind] = useState<ExportKind>(again?.kind ?? "workbook");
  const [first, setFirst] = useState(again?.first ?? shown);
  const [last, setLast] = useState(again?.last ?? shown);
  // `null` for the folder that is set.
  const [folder, setFolder] = useState<string | null>(again?.folder || null);
  const start = useSend("export_start");
  const { span, focus } = wordsOf(kind);
  const nameless = focus === true && !view.hasOrganization;
  const at = (field: Field) => messageAt(start.error, field);
  /** What was wrong is another thing now. */
  const change = (put: () => void) => {
    start.reset();
    put();
  };
  const submit = () => {
    const args = { kind, first, last: span ? last : first, folder: folder ?? "", replace: false };
    start.send(args, () => exporting.ask(args));
  };
  return (
    <DialogPane
      onSubmit={submit}
      foot={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            busy={start.busy}
            disabledReason={nameless && "FOCUS needs the account's Organization ID"}
          >
            Export
          </Button>
        </>
      }
    >
      <RadioCards
        label="What"
        className="export-kinds"
        value={kind}
        onChange={(next) => change(() => setKind(next as ExportKind))}
        error={at("kind")}
      >
        {KINDS.map((one) => (
          <RadioCard key={one.kind} value={one.kind}>
            <span className="b">{one.label}</span>
            <span className="help">{one.what}</span>
          </RadioCard>
        ))}
      </RadioCards>
      {nameless ? <NoOrganization /> : null}
      <div className="export-months">
        <Select
          label={span ? "From" : "Month"}
          value={first}
          onChange={(next) =>
            change(() => {
              setFirst(next);
              // The newest stands first: a span does not end before it begins.
              if (months.indexOf(next) < months.indexOf(last)) setLast(next);
            })
          }
          options={optionsOf(months, first)}
          error={at("first")}
        />
        {span ? (
          <Select
            label="To"
            value={last}
            onChange={(next) => change(() => setLast(next))}
            options={optionsOf(months, last)}
            error={at("last")}
          />
        ) : (
          <p className="help">Months that are kept here can be exported.</p>
        )}
      </div>
      <Folder
        set={view.folder}
        typed={folder}
        onType={(next) => change(() => setFolder(next))}
        error={at("folder")}
        parted={focus === true}
      />
      <ActError error={start.error && !FIELDS.some((field) => at(field)) ? start.error : null} />
    </DialogPane>
  );
}

function messageAt(error: CommandError | null, field: Field): string | null {
  return error?.field === field ? error.message : null;
}

/** The months that were read; one that is chosen stays a choice. */
function optionsOf(months: readonly string[], chosen: string) {
  const all = months.includes(chosen) ? months : [chosen, ...months];
  return all.map((value) => ({ value, label: monthName(value) }));
}

/** FOCUS names the account in every row, by an id that only the person knows. */
function NoOrganization() {
  const { show } = useLayers();
  const active = useAppState().data?.active;
  return (
    <Banner
      tone="attention"
      title="No Organization ID."
      action={
        active == null ? null : (
          <TextButton onPress={() => show({ is: "account", id: active, ask: "edit" })}>
            Set it for this account
          </TextButton>
        )
      }
    >
      FOCUS names the billed account in every row. The provider does not tell its id; your contract
      or the console does.
    </Banner>
  );
}

function Folder({
  set,
  typed,
  onType,
  error,
  parted,
}: {
  /** The folder that is set. */
  set: string;
  /** Another one as it is typed; `null` for that. */
  typed: string | null;
  onType: (typed: string | null) => void;
  error: string | null;
  /** There is a folder in it for each month. */
  parted: boolean;
}) {
  const within = parted ? "Each month goes into a folder of its own in it." : null;
  if (typed === null) {
    return (
      <div className="col gap1">
        <span className="label">Folder</span>
        <p className="row">
          <span className="mono export-path">{set}</span>
          <span className="push" />
          <Button size="sm" onPress={() => onType("")}>
            Save elsewhere…
          </Button>
        </p>
        {error ? (
          <p className="help err" role="alert">
            {error}
          </p>
        ) : (
          <p className="help">
            {within ?? "It is set in Settings. Nothing in it is written over."}
          </p>
        )}
      </div>
    );
  }
  return (
    <TextField
      autoFocus
      mono
      label="Folder"
      value={typed}
      placeholder={set}
      onChange={onType}
      error={error}
      hint={`For this export alone. Made where it is missing, and nothing in it is written over.${within ? ` ${within}` : ""}`}
      beside={<Button onPress={() => onType(null)}>Use the folder that is set</Button>}
    />
  );
}
