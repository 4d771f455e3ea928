import { LinkButton } from "../../../app/LinkTo";
import { Box, CopyField, KeyValue, Skeleton, StateMark } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { MachineKind } from "../../../host/types";
import { NodeList } from "./NodeList";

/** How to get in, once it runs. */
export function ConnectCard({
  kind,
  instanceId,
  sshAnswers,
}: {
  kind: MachineKind;
  instanceId: string;
  sshAnswers: boolean | null;
}) {
  const detail = useAsk("instance", { id: instanceId });
  const machine = detail.data?.instance;
  return (
    <Box
      title="Connect"
      action={
        <LinkButton size="sm" to="/instances" search={{ id: instanceId }}>
          Open in Instances
        </LinkButton>
      }
    >
      <div className="job-connect">
        {kind === "bareMetal" && machine ? (
          <NodeList nodes={machine.rental?.nodes ?? []} />
        ) : machine?.ssh ? (
          <CopyField text={machine.ssh.command} what="the SSH command" />
        ) : machine ? (
          <p className="t2">It has no address yet. The command stands here as soon as it has.</p>
        ) : detail.error ? (
          <p className="t2" role="alert">
            Its address could not be read. {detail.error.message}
          </p>
        ) : (
          <Skeleton width="60%" />
        )}
        <p role="status">
          {sshAnswers === true ? (
            <StateMark mark="running" word="It answers by SSH." />
          ) : sshAnswers === false ? (
            <StateMark mark="unknown" word="It does not answer by SSH yet. Try in a minute." />
          ) : (
            <StateMark mark="pending" word="Looking whether it answers by SSH." />
          )}
        </p>
        {machine ? (
          <KeyValue
            lines={[
              ["Network", machine.rental?.network],
              ["Sub-order", machine.rental?.subOrder],
              ["Address", machine.rental ? null : machine.address],
              ["User", machine.ssh?.user],
              ["Port", machine.ssh?.port],
              ["Place", detail.data?.location],
            ]}
          />
        ) : null}
      </div>
    </Box>
  );
}
