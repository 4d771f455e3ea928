import "./list.css";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { memo, useEffect, useMemo } from "react";
import { classes, useLatest, useTyped } from "../../../design";
import type { CommandError, FleetView } from "../../../host/types";
import { ActError } from "../../../shared/errors/ActError";
import { Arrival } from "../../../shared/page/arrival";
import { BulkBar } from "../bulk/BulkBar";
import { BulkStrip } from "../bulk/BulkStrip";
import { InstancePanel } from "../panel/InstancePanel";
import { type InstancesSearch, type ListView, listView } from "../search";
import { useListKeys } from "../useListKeys";
import { DEAREST, type Sort, sortRows } from "./columns";
import { Filters } from "./Filters";
import { InstanceTable } from "./InstanceTable";
import { isEmpty, isKnown } from "./known";
import { ListEmpty, ListFault, ListWait, NoMatch } from "./ListStates";
import { type Narrowing, narrow, narrows, textsOf } from "./narrow";
import { useSelection } from "./selection";
import { Views } from "./Views";

const NONE: FleetView["instances"] = [];
// Of these a key in the search changes nothing.
const OpenPanel = memo(InstancePanel);
const Strip = memo(BulkStrip);

/** The list and what narrows it. What is typed is kept here, so that a key in the search does not draw the whole page. */
export function InstancesRoom({
  data,
  error,
  reading,
  onRead,
}: {
  data: FleetView | undefined;
  /** Why the list could not even be asked for. */
  error: CommandError | null;
  /** The list is being read. */
  reading: boolean;
  /** Reads it again. */
  onRead: () => void;
}) {
  const search = useSearch({ from: "/frame/instances" });
  const navigate = useNavigate({ from: "/instances" });
  const put = (change: InstancesSearch, replace: boolean) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace });

  const [q, setQ] = useTyped(search.q ?? "", (text) => put({ q: text || undefined }, true));
  const { sort: sortId, desc, ...filters } = listView({ ...search });
  const { state, kind, gpu, tag, billing, billed, lease } = filters;
  const change = ({ q: text = "", ...next }: Narrowing) => {
    if (text !== q) setQ(text);
    else put(next, true);
  };
  const sort = useMemo<Sort>(
    () => (sortId ? { id: sortId, desc: desc ?? false } : DEAREST),
    [sortId, desc],
  );
  const view: ListView = { ...filters, q: q || undefined, sort: sortId, desc };
  const openView = useLatest((next: ListView) => {
    setQ(next.q ?? "");
    put(listView({ ...next }), false);
  });
  const nowView = useLatest(() => view);
  const views = useMemo(() => <Views view={nowView} onOpen={openView} />, [nowView, openView]);

  const all = data?.instances ?? NONE;
  // Sorting costs more than searching, and is done only when the machines or the order change.
  const sorted = useMemo(() => sortRows(all, sort), [all, sort]);
  useEffect(() => void textsOf(sorted), [sorted]);
  const rows = useMemo(
    () => narrow(sorted, { q, state, kind, gpu, tag, billing, billed, lease }),
    [sorted, q, state, kind, gpu, tag, billing, billed, lease],
  );
  const selection = useSelection(sorted, rows);
  const selects = selection.ids.size > 0;
  useListKeys({
    all: () => selection.set(rows.map(({ id }) => id)),
    none: () => {
      selection.clear();
      return selects;
    },
  });
  const open = search.id;
  const close = useLatest(() => put({ id: undefined }, false));
  const taken = useLatest(() => put({ part: undefined }, true));
  const openOne = useLatest((id: string) => put({ id }, open !== undefined));
  const sortBy = useLatest(({ id, desc }: Sort) => put({ sort: id, desc }, true));
  const known = isKnown(data);
  const empty = isEmpty(data);
  const fault = error ?? data?.fault ?? null;

  return (
    <div className={classes("ins", open !== undefined && "has-panel")}>
      {known ? <ActError error={error} /> : null}
      {selects ? (
        <BulkBar selected={selection.rows} shown={rows} onClear={selection.clear} />
      ) : (
        <Filters fleet={data} shown={rows.length} by={{ ...filters, q }} onChange={change}>
          {views}
        </Filters>
      )}
      <Strip onSelect={selection.set} />
      <div className="ins-body">
        {known && !empty ? (
          <InstanceTable
            rows={rows}
            fleet={data}
            openId={open}
            onOpen={openOne}
            selection={selection}
            sort={sort}
            onSort={sortBy}
          >
            {rows.length === 0 && narrows({ ...filters, q }) ? (
              <NoMatch
                query={q}
                hidden={all.length}
                onClear={() => openView({ sort: sortId, desc })}
              />
            ) : null}
          </InstanceTable>
        ) : empty ? (
          <ListEmpty />
        ) : fault ? (
          <ListFault
            error={fault}
            nextTryAt={data?.nextTryAt ?? null}
            onRetry={onRead}
            retrying={reading}
          />
        ) : (
          <ListWait />
        )}
        {open !== undefined ? (
          <Arrival part={search.part} onTaken={taken}>
            <OpenPanel
              key={open}
              id={open}
              row={all.find(({ id }) => id === open)}
              onClose={close}
            />
          </Arrival>
        ) : null}
      </div>
    </div>
  );
}
