import { defaultStringifySearch } from "@tanstack/react-router";
import { Bookmark, Link2, Save, Trash2 } from "lucide-react";
import { useState } from "react";
import {
  Button,
  Dialog,
  Menu,
  MenuItem,
  MenuLine,
  MenuSection,
  TextField,
  toast,
} from "../../../design";
import { useAct } from "../../../host/queries";
import { toastError } from "../../../shared/errors/toastError";
import type { ListView } from "../search";
import { type KeptView, keepViews, keptViews, withView } from "./views";

/** The address of a view, as the desktop opens it. */
export function linkTo(view: ListView): string {
  return `voltdeck://instances${defaultStringifySearch(view)}`;
}

/** The views that are kept under a name, and the ways to keep, link and forget one. */
export function Views({
  view,
  onOpen,
}: {
  /** Tells what is shown when it is asked for, so that a key in the search draws nothing here. */
  view: () => ListView;
  onOpen: (view: ListView) => void;
}) {
  const [kept, setKept] = useState(keptViews);
  const [dialog, setDialog] = useState<"save" | "forget" | null>(null);
  const copy = useAct("copy_text");
  const keep = (next: KeptView[]) => {
    setKept(next);
    if (!keepViews(next)) {
      toast({
        mark: "attention",
        title: "The view is kept until you quit",
        meaning: "This window may store nothing.",
      });
    }
  };
  return (
    <>
      <Menu
        label="Views"
        trigger={
          <Button kind="quiet" icon={Bookmark} aria-label="Views">
            <span className="hide-narrow">Views</span>
          </Button>
        }
      >
        {kept.length > 0 ? (
          <MenuSection title="Saved views">
            {kept.map((one) => (
              <MenuItem key={one.name} onAction={() => onOpen(one.view)}>
                {one.name}
              </MenuItem>
            ))}
          </MenuSection>
        ) : null}
        {kept.length > 0 ? <MenuLine /> : null}
        <MenuItem icon={Save} onAction={() => setDialog("save")}>
          Save this view…
        </MenuItem>
        <MenuItem
          icon={Link2}
          onAction={() =>
            copy.mutate(
              { text: linkTo(view()) },
              {
                onSuccess: () =>
                  toast({
                    mark: "info",
                    title: "Link copied",
                    meaning: "Paste it in the palette (Ctrl+K) to open it.",
                  }),
                onError: toastError,
              },
            )
          }
        >
          Copy link
        </MenuItem>
        {kept.length > 0 ? (
          <MenuItem icon={Trash2} onAction={() => setDialog("forget")}>
            Delete views…
          </MenuItem>
        ) : null}
      </Menu>
      {dialog === "save" ? (
        <SaveDialog
          kept={kept}
          onSave={(name) => keep(withView(kept, { name, view: view() }))}
          onClose={() => setDialog(null)}
        />
      ) : null}
      {dialog === "forget" ? (
        <ForgetDialog
          kept={kept}
          onForget={(name) => keep(kept.filter((one) => one.name !== name))}
          onClose={() => setDialog(null)}
        />
      ) : null}
    </>
  );
}

function SaveDialog({
  kept,
  onSave,
  onClose,
}: {
  kept: readonly KeptView[];
  onSave: (name: string) => void;
  onClose: () => void;
}) {
  const [name, setName] = useState("");
  const wanted = name.trim();
  const why = wanted === "" && "Give it a name first";
  const save = () => {
    if (why) return;
    onSave(wanted);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Save this view"
      width={400}
      lead="Search, filters and order, not the machines. It stays on this computer."
      onSubmit={save}
      foot={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabledReason={why}>
            Save the view
          </Button>
        </>
      }
    >
      <TextField
        label="Name"
        name="view"
        autoFocus
        maxLength={60}
        value={name}
        onChange={setName}
        caution={
          kept.some((one) => one.name === wanted)
            ? "Takes the place of the view of this name."
            : null
        }
      />
    </Dialog>
  );
}

function ForgetDialog({
  kept,
  onForget,
  onClose,
}: {
  kept: readonly KeptView[];
  onForget: (name: string) => void;
  onClose: () => void;
}) {
  return (
    <Dialog
      open
      onClose={onClose}
      title="Saved views"
      width={400}
      lead="Deleting a view does nothing to the machines in it."
      foot={
        <Button autoFocus onPress={onClose}>
          Close
        </Button>
      }
    >
      {kept.length === 0 ? <p className="t2">None is left.</p> : null}
      <ul className="kept-views">
        {kept.map(({ name }) => (
          <li key={name} className="row">
            <span className="grow trunc">{name}</span>
            <Button
              kind="quiet"
              size="sm"
              icon={Trash2}
              aria-label={`Delete ${name}`}
              onPress={() => onForget(name)}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
