import "./list/list.css";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Plus, RotateCw } from "lucide-react";
import { useMemo } from "react";
import { LinkButton } from "../../app/LinkTo";
import { Page } from "../../app/Page";
import { toastError } from "../../app/toastError";
import { Button, classes } from "../../design";
import { useAct, useAsk } from "../../host/queries";
import type { FleetView } from "../../host/types";
import { BulkBar } from "../bulk/BulkBar";
import { BulkStrip } from "../bulk/BulkStrip";
import { ActError } from "./ActError";
import { DEAREST, type Sort, sortRows } from "./list/columns";
import { Filters } from "./list/Filters";
import { InstanceTable } from "./list/InstanceTable";
import { ListEmpty, ListFault, ListWait, NoMatch } from "./list/ListStates";
import { type Narrowing, narrow, narrows } from "./list/narrow";
import { useSelection } from "./list/selection";
import { Views } from "./list/Views";
import { InstancePanel } from "./panel/InstancePanel";
import { type InstancesSearch, type ListView, listView } from "./search";
import { useListKeys } from "./useListKeys";
import { useTyped } from "./useTyped";

const NONE: FleetView["instances"] = [];

/** The list of machines, and beside it the one that is open. */
export function InstancesPage() {
  const search = useSearch({ from: "/frame/instances" });
  const navigate = useNavigate({ from: "/instances" });
  const put = (change: InstancesSearch, replace: boolean) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace });

  const fleet = useAsk("fleet", {});
  const refresh = useAct("refresh");
  const readAgain = () => refresh.mutate({}, { onError: toastError });

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
  const openView = (next: ListView) => {
    setQ(next.q ?? "");
    put(listView({ ...next }), false);
  };

  const data = fleet.data;
  const all = data?.instances ?? NONE;
  // Sorting costs more than searching, and is done only when the machines or the order change.
  const sorted = useMemo(() => sortRows(all, sort), [all, sort]);
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
  const close = () => put({ id: undefined }, false);
  const known = data !== undefined && (data.readAt !== null || all.length > 0);
  // What one page showed to be there is not an empty account.
  const empty = known && all.length === 0 && !data.expected;
  const error = fleet.error ?? data?.fault ?? null;

  return (
    <Page
      title="Instances"
      scroll={false}
      actions={
        <>
          <Button
            kind="quiet"
            icon={RotateCw}
            aria-label="Read the list again"
            busy={refresh.isPending}
            onPress={readAgain}
          />
          {empty ? null : (
            <LinkButton to="/deploy/vm" kind="primary" icon={Plus}>
              Deploy a VM
            </LinkButton>
          )}
        </>
      }
    >
      <div className={classes("ins", open !== undefined && "has-panel")}>
        {known ? <ActError error={fleet.error} /> : null}
        {selects ? (
          <BulkBar selected={selection.rows} shown={rows} onClear={selection.clear} />
        ) : (
          <Filters fleet={data} shown={rows.length} by={{ ...filters, q }} onChange={change}>
            <Views view={view} onOpen={openView} />
          </Filters>
        )}
        <BulkStrip onSelect={selection.set} />
        <div className="ins-body">
          {known && !empty ? (
            <InstanceTable
              rows={rows}
              fleet={data}
              openId={open}
              onOpen={(id) => put({ id }, open !== undefined)}
              selection={selection}
              sort={sort}
              onSort={({ id, desc }) => put({ sort: id, desc }, true)}
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
          ) : error ? (
            <ListFault
              error={error}
              nextTryAt={data?.nextTryAt ?? null}
              onRetry={() => (fleet.error ? void fleet.refetch() : readAgain())}
              retrying={fleet.isFetching || refresh.isPending}
            />
          ) : (
            <ListWait />
          )}
          {open !== undefined ? (
            <InstancePanel
              key={open}
              id={open}
              row={all.find(({ id }) => id === open)}
              onClose={close}
            />
          ) : null}
        </div>
      </div>
    </Page>
  );
}
