import "./storage.css";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Plus, RotateCw } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { Button, classes } from "../../design";
import { useAct, useAsk } from "../../host/queries";
import type { StorageView } from "../../host/types";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";
import { toastError } from "../../shared/errors/toastError";
import { Arrival } from "../../shared/page/arrival";
import { Page } from "../../shared/page/Page";
import { CreateDialog } from "./CreateDialog";
import { Filters, type Narrowing, narrow } from "./Filters";
import { ListEmpty, ListFault, ListWait, NoMatch } from "./ListStates";
import { PerGb } from "./PerGb";
import { VolumePanel } from "./panel/VolumePanel";
import type { StorageSearch } from "./search";
import { Unsettled } from "./Unsettled";
import { VolumeTable } from "./VolumeTable";

/** The pace at which the core reads volumes. */
const PACE = 60_000;
const NONE: StorageView["volumes"] = [];

/** The list of volumes, beside it the one that is open, and over it the form for a new one. */
export default function StoragePage() {
  const search = useSearch({ from: "/frame/storage" });
  const navigate = useNavigate({ from: "/storage" });
  const put = (change: StorageSearch, replace = false) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace });
  const taken = useCallback(
    () => void navigate({ search: (before) => ({ ...before, part: undefined }), replace: true }),
    [navigate],
  );
  const storage = useAsk("storage", {}, { refetchInterval: PACE });
  const refresh = useAct("storage_refresh");
  const readAgain = () => refresh.mutate({}, { onError: toastError });
  // The frame says by itself that the provider cannot be reached.
  const frameSays = useAsk("fleet", {}).data?.fault;
  const [by, setBy] = useState<Narrowing>({ q: "" });

  const data = storage.data;
  const all = data?.volumes ?? NONE;
  const rows = useMemo(() => narrow(all, by), [all, by]);
  const known = data !== undefined && (data.readAt !== null || all.length > 0);
  const empty = known && all.length === 0;
  const fault = data?.fault ?? null;
  const error = storage.error ?? fault;
  const open = search.id;
  const unread = error ? "The list of volumes could not be read" : "It is being read";
  return (
    <Page
      title="Storage"
      sub={data ? <PerGb storage={data} /> : null}
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
            <Button
              kind="primary"
              icon={Plus}
              disabledReason={known ? data.off : unread}
              onPress={() => put({ create: true })}
            >
              New volume
            </Button>
          )}
        </>
      }
    >
      <div className={classes("sto", open !== undefined && "has-panel")}>
        {known && error && error.code !== frameSays?.code ? (
          <ErrorBanner
            bar
            error={error}
            action={
              <Button size="sm" busy={refresh.isPending} onPress={readAgain}>
                Try again
              </Button>
            }
          />
        ) : null}
        {data ? <Unsettled of={data.unsettled} /> : null}
        <Filters storage={known ? data : undefined} shown={rows.length} by={by} onChange={setBy} />
        <div className="sto-body">
          {known && !empty ? (
            <VolumeTable
              rows={rows}
              storage={data}
              openId={open}
              onOpen={(id) => put({ id }, open !== undefined)}
            >
              {rows.length === 0 ? (
                <NoMatch hidden={all.length} onClear={() => setBy({ q: "" })} />
              ) : null}
            </VolumeTable>
          ) : empty ? (
            <ListEmpty off={data.off} onCreate={() => put({ create: true })} />
          ) : error ? (
            <ListFault
              error={error}
              retrying={storage.isFetching || refresh.isPending}
              onRetry={() => (storage.error ? void storage.refetch() : readAgain())}
            />
          ) : (
            <ListWait />
          )}
          {open !== undefined ? (
            <Arrival part={search.part} onTaken={taken}>
              <VolumePanel
                key={open}
                id={open}
                storage={data}
                onClose={() => put({ id: undefined })}
              />
            </Arrival>
          ) : null}
        </div>
      </div>
      {search.create && known ? (
        <CreateDialog
          storage={data}
          onClose={() => put({ create: undefined }, true)}
          onMade={(id) => put({ create: undefined, id }, true)}
        />
      ) : null}
    </Page>
  );
}
