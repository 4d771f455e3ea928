import { useState } from "react";
import { Banner, Button, Checkbox, Disclosure, KeyValue, Moment, Skeleton } from "../../design";
import { useAsk } from "../../host/queries";
import type { SshHostView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { CopyButton } from "../../shared/CopyField";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";

/** Keeps the machines in the SSH config, and shows what stands there. */
export function SshConfigSettings() {
  const config = useAsk("ssh_config", {});
  const set = useSend("ssh_config_set");
  const [open, setOpen] = useState(false);
  if (config.error) {
    return (
      <Banner
        tone="attention"
        title="The SSH config could not be read."
        action={
          <Button size="sm" busy={config.isFetching} onPress={() => void config.refetch()}>
            Try again
          </Button>
        }
      >
        {config.error.message}
      </Banner>
    );
  }
  if (!config.data) return <Skeleton width={320} />;
  const { on, hosts, path, config: including, writtenAt, problem } = config.data;
  const again = () => set.send({ on: true }, () => void config.refetch());
  return (
    <div className="col gap3">
      <Checkbox
        checked={on}
        onChange={(next) => set.send({ on: next }, () => void config.refetch())}
        hint="One host for each machine of the accounts that are signed in: ssh NAME, scp, rsync and editors know them. Your own lines are not touched."
      >
        Keep the machines in the SSH config
      </Checkbox>
      {set.error ? <ErrorBanner error={set.error} next /> : null}
      {problem && on ? (
        <Banner
          tone="attention"
          title="The SSH config could not be kept."
          action={
            <Button size="sm" busy={set.busy} onPress={again}>
              Try again
            </Button>
          }
        >
          {problem}
        </Banner>
      ) : null}
      {on ? (
        <>
          <KeyValue
            lines={[
              ["File", <Path key="file" path={path} />],
              ["Included by", <Path key="config" path={including} />],
              ["Last written", writtenAt ? <Moment key="at" at={writtenAt} /> : "Not yet"],
            ]}
          />
          {hosts.length > 0 ? (
            <Disclosure
              title={hosts.length === 1 ? "1 host" : `${hosts.length} hosts`}
              open={open}
              onToggle={setOpen}
            >
              <Hosts hosts={hosts} />
            </Disclosure>
          ) : (
            <p className="t2">No machine has an address yet.</p>
          )}
        </>
      ) : null}
    </div>
  );
}

function Path({ path }: { path: string }) {
  return (
    <span className="row tight">
      <span className="mono ssh-config-path">{path}</span>
      <CopyButton text={path} what="the path" />
    </span>
  );
}

function Hosts({ hosts }: { hosts: readonly SshHostView[] }) {
  return (
    <table className="table">
      <caption className="sr">Hosts of the SSH config</caption>
      <thead>
        <tr>
          <th scope="col">Alias</th>
          <th scope="col">Machine</th>
          <th scope="col">User and address</th>
        </tr>
      </thead>
      <tbody>
        {hosts.map(({ alias, machine, user, host, port }) => (
          <tr key={alias}>
            <td className="mono">{alias}</td>
            <td>{machine}</td>
            <td className="mono">
              {user}@{host} {port}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
