import { Box, KeyValue } from "../../../design";
import { useAsk } from "../../../host/queries";
import { ConnectSection } from "../../../shared/connect/ConnectSection";
import { LinkButton } from "../../../shared/page/LinkTo";

/** How to get in, once it runs. */
export function ConnectCard({ instanceId }: { instanceId: string }) {
  const detail = useAsk("instance", { id: instanceId }).data;
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
        <ConnectSection id={instanceId} />
        {detail ? (
          <KeyValue
            lines={[
              ["Network", detail.instance.rental?.network],
              ["Sub-order", detail.instance.rental?.subOrder],
              ["Place", detail.location],
            ]}
          />
        ) : null}
      </div>
    </Box>
  );
}
