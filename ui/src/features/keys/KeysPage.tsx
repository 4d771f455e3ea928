import "./keys.css";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { FileKey, KeyRound, Plus } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { Banner, Button, Empty } from "../../design";
import { useAsk } from "../../host/queries";
import type { SshKeyView } from "../../host/types";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";
import { Fault } from "../../shared/errors/Fault";
import { Page } from "../../shared/page/Page";
import { AddDialog } from "./AddDialog";
import { KeyTable, KeyWait } from "./KeyTable";
import { PairDialog } from "./PairDialog";
import { RemoveDialog } from "./RemoveDialog";
import type { KeysSearch } from "./search";

/** The SSH keys of the organization, and the ways to one more. */
export default function KeysPage() {
  const search = useSearch({ from: "/frame/keys" });
  const navigate = useNavigate({ from: "/keys" });
  const put = (search: KeysSearch) => void navigate({ search });
  const close = useCallback(() => void navigate({ search: {}, replace: true }), [navigate]);
  const keys = useAsk("ssh_keys", {});
  const [removing, setRemoving] = useState<SshKeyView | null>(null);
  const { data, error } = keys;
  const { remove } = search;
  // Out of the address at once: the question is about the key as it was, also when the list has it no more.
  useEffect(() => {
    if (remove === undefined || !data) return;
    setRemoving(data.off === null ? (data.keys.find(({ id }) => id === remove) ?? null) : null);
    close();
  }, [remove, data, close]);
  const empty = data?.keys.length === 0;
  const make = (
    <Button icon={FileKey} onPress={() => put({ pair: true })}>
      Make a new pair
    </Button>
  );
  const add = (
    <Button
      kind="primary"
      icon={Plus}
      disabledReason={data?.off}
      onPress={() => put({ add: true })}
    >
      Add a key
    </Button>
  );
  return (
    <Page
      title="Keys"
      sub="SSH keys of the organization, offered at each deploy"
      actions={
        empty ? null : (
          <>
            {make}
            {add}
          </>
        )
      }
    >
      {data && error ? (
        <ErrorBanner
          bar
          error={error}
          action={
            <Button size="sm" busy={keys.isFetching} onPress={() => void keys.refetch()}>
              Try again
            </Button>
          }
        />
      ) : null}
      {data?.note ? (
        <Banner bar tone="attention">
          {data.note}
        </Banner>
      ) : null}
      {!data && error ? (
        <Fault
          error={error}
          title="The keys could not be read"
          onRetry={() => void keys.refetch()}
          retrying={keys.isFetching}
        />
      ) : !data ? (
        <KeyWait />
      ) : empty ? (
        <Empty
          icon={KeyRound}
          title="The organization has no SSH key"
          actions={
            <>
              {add}
              {make}
            </>
          }
        >
          A key that is added here can be put on every new machine with one choice.
        </Empty>
      ) : (
        <KeyTable keys={data.keys} off={data.off} onRemove={setRemoving} />
      )}
      {search.add ? <AddDialog off={data?.off ?? null} onClose={close} /> : null}
      {search.pair ? <PairDialog off={data?.off ?? null} onClose={close} /> : null}
      {removing ? <RemoveDialog of={removing} onClose={() => setRemoving(null)} /> : null}
    </Page>
  );
}
