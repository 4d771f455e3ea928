import { SearchX } from "lucide-react";
import { type ReactNode, useEffect, useId } from "react";
import { classes, Dot, formatCount, Icon } from "../../design";
import type { Entry, EntryGroup } from "../../shared/acting/entry";
import { marked } from "./match";

/** The id of a line in the page. */
export function optionId({ id }: Entry): string {
  return `palette-${encodeURIComponent(id)}`;
}

/** The lines of the palette. The keys stay in its field, which tells readers which line is chosen. */
export function EntryList({
  id,
  groups,
  chosen,
  typed,
  onReach,
  onChoose,
  onInto,
}: {
  id: string;
  groups: readonly EntryGroup[];
  chosen: Entry | undefined;
  typed: readonly string[];
  onReach: (entry: Entry) => void;
  onChoose: (entry: Entry) => void;
  /** Shows what may be done to a thing. */
  onInto: (id: string) => void;
}) {
  const at = chosen ? optionId(chosen) : null;
  useEffect(() => {
    if (at !== null) document.getElementById(at)?.scrollIntoView({ block: "nearest" });
  }, [at]);
  return (
    <div className="pal-list" id={id} role="listbox" aria-label="Found">
      {groups.map((group) => (
        <Group key={group.title} title={group.title} more={group.more ?? 0}>
          {group.entries.map((entry) => (
            <Line
              key={entry.id}
              entry={entry}
              chosen={entry.id === chosen?.id}
              typed={typed}
              onReach={onReach}
              onChoose={onChoose}
              onInto={onInto}
            />
          ))}
        </Group>
      ))}
      {groups.length === 0 ? (
        <div className="none">
          <Icon of={SearchX} />
          <span>
            Nothing fits “{typed.join(" ")}”.{" "}
            <span className="t3">Try a part of a name, an id, an address, a tag or a deed.</span>
          </span>
        </div>
      ) : null}
    </div>
  );
}

function Group({ title, more, children }: { title: string; more: number; children: ReactNode }) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a listbox.
    <div role="group" aria-labelledby={id}>
      <div className="hd" id={id} role="presentation">
        {title}
      </div>
      {children}
      {more > 0 ? (
        <div className="more" role="presentation">
          {formatCount(more)} more: type on to narrow them
        </div>
      ) : null}
    </div>
  );
}

function Line({
  entry,
  chosen,
  typed,
  onReach,
  onChoose,
  onInto,
}: {
  entry: Entry;
  chosen: boolean;
  typed: readonly string[];
  onReach: (entry: Entry) => void;
  onChoose: (entry: Entry) => void;
  onInto: (id: string) => void;
}) {
  const { label, note, icon, mark, end, keys, off, into } = entry;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys.
    <div
      id={optionId(entry)}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      aria-disabled={off ? "true" : undefined}
      className={classes("it", chosen && "on")}
      onPointerMove={() => {
        if (!chosen) onReach(entry);
      }}
      // The field keeps the keys.
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onChoose(entry)}
    >
      {mark ? (
        <span className="mk">
          <Dot mark={mark} />
        </span>
      ) : icon ? (
        <Icon of={icon} />
      ) : null}
      <span className="sr">{label}</span>
      <span className="name trunc" aria-hidden="true">
        {marked(label, typed).map(({ text, hit }, at) => {
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts are the text, in its order.
          return hit ? <b key={at}>{text}</b> : <span key={at}>{text}</span>;
        })}
      </span>
      <span className="note trunc" title={off ?? undefined}>
        {off ?? note}
      </span>
      <span className="end">{end}</span>
      {keys ? <span className="kbd">{keys}</span> : null}
      {into && chosen ? (
        // No button, since a line may hold none; the key does the same.
        <span
          className="kbd into"
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            onInto(into);
          }}
        >
          Tab
        </span>
      ) : null}
      {chosen && !keys && !off ? (
        <span className="kbd" aria-hidden="true">
          Enter
        </span>
      ) : null}
    </div>
  );
}
