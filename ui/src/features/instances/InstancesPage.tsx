import "./list/list.css";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Plus, RotateCw } from "lucide-react";
import { useMemo, useState } from "react";
import { LinkButton } from "../../app/LinkTo";
import { Page } from "../../app/Page";
import { toastError } from "../../app/toastError";
import { Button, classes } from "../../design";
import { useAct, useAsk } from "../../host/queries";
import type { FleetView } from "../../host/types";
import { ActError } from "./ActError";
import { COLUMNS } from "./list/columns";
import { Filters } from "./list/Filters";
import { InstanceTable, type Sort } from "./list/InstanceTable";
import { ListEmpty, ListFault, ListWait, NoMatch } from "./list/ListStates";
import { type Narrowing, narrow, narrows } from "./list/narrow";
import { InstancePanel } from "./panel/InstancePanel";
import type { InstancesSearch } from "./search";

const DEAREST: Sort = { id: "price", desc: true };
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

  const [q, setQ] = useTyped(search.q ?? "");
  const by: Narrowing = { q, state: search.state, tag: search.tag };
  const change = (next: Narrowing) => {
    setQ(next.q);
    put({ q: next.q === "" ? undefined : next.q, state: next.state, tag: next.tag }, true);
  };
  const sort = useMemo<Sort>(
    () =>
      COLUMNS.some(({ id, compare }) => compare && id === search.sort)
        ? { id: search.sort ?? DEAREST.id, desc: search.desc ?? false }
        : DEAREST,
    [search.sort, search.desc],
  );

  const data = fleet.data;
  const all = data?.instances ?? NONE;
  const rows = useMemo(
    () => narrow(all, { q, state: search.state, tag: search.tag }),
    [all, q, search.state, search.tag],
  );
  const open = search.id;
  const close = () => put({ id: undefined }, false);
  const known = data !== undefined && (data.readAt !== null || all.length > 0);
  const empty = known && all.length === 0;
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
        <Filters fleet={data} shown={rows.length} by={by} onChange={change} />
        <div className="ins-body">
          {known && !empty ? (
            <InstanceTable
              rows={rows}
              fleet={data}
              openId={open}
              onOpen={(id) => put({ id }, open !== undefined)}
              sort={sort}
              onSort={({ id, desc }) => put({ sort: id, desc }, true)}
            >
              {rows.length === 0 && narrows(by) ? (
                <NoMatch query={q} hidden={all.length} onClear={() => change({ q: "" })} />
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

/** A text that is typed here and kept elsewhere: what is typed shows at once, what is set elsewhere is taken over. */
function useTyped(kept: string): [string, (text: string) => void] {
  const [typed, setTyped] = useState(kept);
  const [seen, setSeen] = useState(kept);
  // The keeper lags behind fast typing: what it then tells is our own, and older than what is typed.
  const [sent, setSent] = useState<readonly string[]>([kept]);
  if (kept !== seen) {
    setSeen(kept);
    if (!sent.includes(kept)) setTyped(kept);
    if (!sent.includes(kept) || kept === sent.at(-1)) setSent([kept]);
  }
  return [
    typed,
    (text) => {
      setTyped(text);
      setSent([...sent, text]);
    },
  ];
}
