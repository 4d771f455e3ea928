import "./activity.css";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { classes, useLatest, useNow, useTyped } from "../../design";
import { useAppState } from "../../host/queries";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";
import { Page } from "../../shared/page/Page";
import { ExportMenu } from "./ExportMenu";
import { Filters } from "./Filters";
import { filterOf, narrows } from "./filter";
import { Hint } from "./Hint";
import { LinePanel } from "./LinePanel";
import { LineTable } from "./LineTable";
import { ListEmpty, ListFault, ListWait, NoMatch } from "./ListStates";
import { PauseMenu } from "./PauseMenu";
import type { ActivitySearch } from "./search";
import { useRecord } from "./useRecord";

const FIRST: readonly number[] = [0];

/** The record of everything: what was done here, what was seen to change, what was said. */
export default function ActivityPage() {
  const search = useSearch({ from: "/frame/activity" });
  const navigate = useNavigate({ from: "/activity" });
  const put = (change: ActivitySearch, replace: boolean) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace });
  const [q, setQ] = useTyped(search.q ?? "", (text) => put({ q: text || undefined }, true));

  const { id: open, ...by } = search;
  const today = useNow(60_000).toDateString();
  const { kind, by: actor, time, all } = by;
  const filter = useMemo(
    () => filterOf({ q: search.q, kind, by: actor, time, all }, new Date(today)),
    [search.q, kind, actor, time, all, today],
  );
  const [pages, setPages] = useState(FIRST);
  const inSight = useLatest((next: readonly number[]) =>
    setPages((before) => (before.join() === next.join() ? before : next)),
  );
  const record = useRecord(filter, pages);
  const { view, error } = record;

  const close = useLatest(() => put({ id: undefined }, false));
  const openOne = useLatest((id: string) => put({ id }, open !== undefined));
  const profiles = useAppState().data?.profiles ?? [];
  const empty = view?.total === 0;
  return (
    <Page
      title="Activity"
      scroll={false}
      actions={
        <>
          <PauseMenu />
          <ExportMenu filter={filter} lines={view?.total} />
        </>
      }
    >
      <div className={classes("rec", open !== undefined && "has-panel")}>
        {view && error ? <ErrorBanner bar error={error} next /> : null}
        <Filters
          q={q}
          onSearch={setQ}
          by={by}
          onChange={(change) => put(change, true)}
          view={view}
          several={profiles.length > 1}
        />
        <Hint />
        <div className="rec-body">
          {view ? (
            <LineTable
              record={record}
              filter={filter}
              onPages={inSight}
              openId={open}
              onOpen={openOne}
              profiles={all ? profiles : null}
            >
              {!empty ? null : narrows(search) ? (
                <NoMatch
                  query={search.q ?? ""}
                  hidden={view.counts.all}
                  onClear={() => {
                    setQ("");
                    put({ q: undefined, kind: undefined, by: undefined, time: undefined }, false);
                  }}
                />
              ) : (
                <ListEmpty />
              )}
            </LineTable>
          ) : error ? (
            <ListFault error={error} onRetry={record.again} retrying={record.reading} />
          ) : (
            <ListWait />
          )}
          {open !== undefined ? <LinePanel key={open} id={open} onClose={close} /> : null}
        </div>
      </div>
    </Page>
  );
}
