import { CircleCheck, TriangleAlert } from "lucide-react";
import { Banner, Button, Checkbox, Icon, KeyValue, Moment, Skeleton } from "../../design";
import { useAsk } from "../../host/queries";
import type { SshConfigView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { CopyButton } from "../../shared/CopyField";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";
import { SshAliases } from "./SshAliases";
import { SshInclude } from "./SshInclude";

/** Keeps the machines in the SSH config, and shows what stands there. */
export function SshConfigSettings() {
  const config = useAsk("ssh_config", {});
  const set = useSend("ssh_config_set");
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
  const { on, path, config: including, writtenAt, problem, include, seen, byHand } = config.data;
  const again = () => set.send({ on: true }, () => void config.refetch());
  return (
    <div className="col gap3">
      <Checkbox
        checked={on}
        onChange={(next) => set.send({ on: next }, () => void config.refetch())}
        hint="One host for each instance of the accounts that are signed in: ssh NAME, scp, rsync and editors know them. Your own lines are not touched."
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
      {include ? <SshInclude include={include} onMoved={() => void config.refetch()} /> : null}
      {on ? (
        <>
          <KeyValue
            lines={[
              ["File", <Path key="file" path={path} />],
              ["Included by", <Path key="config" path={including} />],
              ["Last written", writtenAt ? <Moment key="at" at={writtenAt} /> : "Not yet"],
              ["As ssh sees it", <Seen key="seen" seen={seen} />],
            ]}
          />
          {byHand ? <p className="t2">{byHand}</p> : null}
          <SshAliases config={config.data} onChanged={() => void config.refetch()} />
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

/** What ssh itself makes of an alias: the only proof that the aliases work. */
function Seen({ seen }: { seen: SshConfigView["seen"] }) {
  if (!seen) return "Not known";
  return (
    <span className="row tight">
      <Icon of={seen.works ? CircleCheck : TriangleAlert} />
      <span className="ssh-config-path">
        <span className="b">{seen.works ? "It works." : "It does not work."}</span> {seen.said}
      </span>
    </span>
  );
}
