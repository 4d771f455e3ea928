import { ChevronDown, Code, FolderPen } from "lucide-react";
import { useState } from "react";
import {
  Button,
  InlineForm,
  Menu,
  MenuItem,
  MenuLine,
  TextField,
  useFocusBack,
} from "../../design";
import { useAsk } from "../../host/queries";
import type { ConnectView, EditorsView, EditorView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../errors/ActError";
import { useArrival } from "../page/arrival";

/** Opens the instance in an editor: the last one at once, the others in a menu. */
export function OpenIn({ way }: { way: ConnectView }) {
  const asked = useAsk("editors", { id: way.id });
  if (asked.data) return <Editors way={way} view={asked.data} />;
  if (asked.error) return <ActError error={asked.error} />;
  // It has its place at once: what stands below must not move under a pointer.
  return (
    <div className="connect-editor" aria-busy="true">
      <Button size="sm" icon={Code} disabledReason="Looking for editors on this computer…">
        Open in an editor
      </Button>
    </div>
  );
}

function Editors({ way, view }: { way: ConnectView; view: EditorsView }) {
  const [consent, setConsent] = useState<{ editor: EditorView; node: number } | null>(null);
  const [editing, setEditing] = useState(false);
  const [menu, setMenu] = useState(false);
  const open = useSend("editor_open");
  const edit = useFocusBack(editing);
  useArrival("editor", () => setMenu(true));
  const [first] = view.editors;
  const several = way.ends.length > 1;
  const start = (editor: EditorView, node: number) => {
    if (view.needsConfig) setConsent({ editor, node });
    else open.send({ id: way.id, node, editor: editor.name, keepConfig: false });
  };
  if (editing) return <FolderForm way={way} view={view} onDone={() => setEditing(false)} />;
  return (
    <div className="connect-editor">
      <div className="row tight">
        <Button
          size="sm"
          icon={Code}
          busy={open.busy}
          disabledReason={view.problem}
          tip={first?.note}
          onPress={() => first && start(first, 0)}
        >
          {first ? `Open in ${first.label}` : "Open in an editor"}
        </Button>
        <Menu
          label="Editors"
          open={menu}
          onOpenChange={setMenu}
          trigger={
            <Button
              ref={edit}
              kind="quiet"
              size="sm"
              icon={ChevronDown}
              aria-label="Editors and folder"
            />
          }
        >
          {way.ends.flatMap((end, node) =>
            view.editors.map((editor) => {
              const on = several ? ` on ${end.label?.toLowerCase() ?? end.host}` : "";
              return (
                <MenuItem
                  key={`${editor.name} ${end.host} ${end.port}`}
                  icon={Code}
                  textValue={`Open in ${editor.label}${on}`}
                  note={editor.note}
                  disabledReason={view.problem}
                  onAction={() => start(editor, node)}
                >
                  Open in {editor.label}
                  {on}
                </MenuItem>
              );
            }),
          )}
          <MenuLine />
          <MenuItem icon={FolderPen} onAction={() => setEditing(true)}>
            Choose the folder…
          </MenuItem>
        </Menu>
        <span className="t3 t12 trunc" title={view.folder ?? undefined}>
          {view.folder ? <span className="mono">{view.folder}</span> : "home folder"}
        </span>
      </div>
      {view.problem ? <p className="t12 t2">{view.problem}</p> : null}
      {consent ? (
        <InlineForm
          label="Add your instances to the SSH config"
          submit={`Add them and open ${consent.editor.label}`}
          busy={open.busy}
          onSubmit={() =>
            open.send(
              { id: way.id, node: consent.node, editor: consent.editor.name, keepConfig: true },
              () => setConsent(null),
            )
          }
          onCancel={() => setConsent(null)}
        >
          <p className="t12 t2">
            {consent.editor.label} connects by a name in your SSH config. Voltdeck adds one Include
            line to <span className="mono">~/.ssh/config</span> and keeps your instances in a file
            of its own. You can turn this off in Settings.
          </p>
          <ActError error={open.error} />
        </InlineForm>
      ) : (
        <ActError error={open.error} />
      )}
    </div>
  );
}

function FolderForm({
  way,
  view,
  onDone,
}: {
  way: ConnectView;
  view: EditorsView;
  onDone: () => void;
}) {
  const [folder, setFolder] = useState(view.folder ?? "");
  const set = useSend("editor_folder_set");
  const atField = set.error?.field === "folder" ? set.error.message : null;
  return (
    <InlineForm
      label="Folder to open"
      submit="Save folder"
      busy={set.busy}
      onSubmit={() => set.send({ id: way.id, folder }, onDone)}
      onCancel={onDone}
    >
      <TextField
        label="Folder on the instance"
        name="folder"
        mono
        value={folder}
        onChange={setFolder}
        autoFocus
        placeholder="home folder"
        hint={`Leave it empty for the home folder of ${way.user.name}.`}
        error={atField}
      />
      {atField === null ? <ActError error={set.error} /> : null}
    </InlineForm>
  );
}
