import "./palette.css";
import { useRouter } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { Icon } from "../../design";
import { useActing } from "../../shared/acting/acting";
import type { Entry } from "../../shared/acting/entry";
import { matches } from "../../shared/acting/keyNames";
import { SHORTCUTS } from "../shortcuts";
import { EntryList, optionId } from "./EntryList";
import { atFirst, find, findIn, findLink } from "./find";
import { typedWords } from "./match";
import { recent, remember } from "./recent";
import { useOffers } from "./useOffers";

const PAGE = 8;
const LIST = "palette-list";

/** Every act, machine, volume and key by name. What costs or ends something only opens the window's confirmation. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const acting = useActing();
  const router = useRouter();
  const [query, setQuery] = useState("");
  const { known, acts, sought } = useOffers(query.trim() !== "");
  const [chosen, setChosen] = useState<string | null>(null);
  const [within, setWithin] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  // The dialog would take the keys for itself.
  useEffect(() => field.current?.focus(), []);

  const thing = [...known.machines, ...known.volumes].find(({ id }) => id === within);
  const groups = useMemo(() => {
    if (thing) return findIn(thing, query);
    if (query.trim() === "") return atFirst(recent(), acts, known);
    return findLink(router, query) ?? find(query, [...acts, ...sought], known);
  }, [thing, query, acts, known, sought, router]);
  const entries = groups.flatMap((group) => group.entries);
  const at = Math.max(
    0,
    entries.findIndex(({ id }) => id === chosen),
  );
  const current = entries[at];

  const search = (text: string) => {
    setQuery(text);
    setChosen(null);
  };
  const into = (id: string | null) => {
    setWithin(id);
    search("");
    // Back at the list, the thing one comes from is the chosen one.
    if (id === null) setChosen(within);
    field.current?.focus();
  };
  const choose = (entry: Entry | undefined) => {
    if (!entry || entry.off) return;
    remember(entry.recent ?? entry.id);
    onClose();
    entry.run(acting);
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const to = {
      ArrowDown: (at + 1) % entries.length,
      ArrowUp: (at - 1 + entries.length) % entries.length,
      PageDown: Math.min(at + PAGE, entries.length - 1),
      PageUp: Math.max(at - PAGE, 0),
    }[event.key];
    const again = SHORTCUTS.find(({ id }) => id === "palette")?.combos.some((combo) =>
      matches(combo, event.nativeEvent),
    );
    if (to !== undefined) setChosen(entries[to]?.id ?? null);
    else if (event.key === "Enter") choose(current);
    else if (event.key === "Tab" && !event.shiftKey) {
      if (current?.into && !current.off) into(current.into);
    } else if (thing && (event.key === "Tab" || event.key === "Escape")) into(null);
    else if (thing && event.key === "Backspace" && query === "") into(null);
    else if (again) onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <ModalOverlay
      className="scrim palette-scrim"
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="palette">
        <Dialog aria-label="Search or run">
          <div className="pin">
            <Icon of={Search} />
            {thing ? <span className="tag in">{thing.name}</span> : null}
            <input
              ref={field}
              type="text"
              role="combobox"
              aria-label={thing ? `Actions of ${thing.name}` : "Search or run"}
              aria-expanded="true"
              aria-controls={LIST}
              aria-autocomplete="list"
              aria-activedescendant={current ? optionId(current) : undefined}
              autoComplete="off"
              spellCheck="false"
              placeholder={thing ? "Action" : "Action, instance, volume, address, tag, link"}
              value={query}
              onChange={(event) => search(event.target.value)}
              onKeyDown={press}
            />
            <span className="kbd" aria-hidden="true">
              Esc
            </span>
          </div>
          <EntryList
            id={LIST}
            groups={groups}
            chosen={current}
            typed={typedWords(query)}
            onReach={({ id }) => setChosen(id)}
            onChoose={choose}
            onInto={into}
          />
          <p className="sr" role="status">
            {query === "" ? "" : `${entries.length} found`}
          </p>
          <footer className="pal-foot">
            {current ? (
              <>
                <span>
                  <kbd className="kbd">↑</kbd> <kbd className="kbd">↓</kbd> choose
                </span>
                <span>
                  <kbd className="kbd">Enter</kbd> {current.into ? "open" : "run"}
                </span>
              </>
            ) : null}
            {thing ? (
              <span>
                <kbd className="kbd">Esc</kbd> back
              </span>
            ) : current?.into ? (
              <span>
                <kbd className="kbd">Tab</kbd> actions of it
              </span>
            ) : null}
            <span className="push">What costs or ends something still asks</span>
          </footer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
