import { Plus, RotateCw } from "lucide-react";
import { Button } from "../../design";
import { useAct, useAsk } from "../../host/queries";
import { toastError } from "../../shared/errors/toastError";
import { LinkButton } from "../../shared/page/LinkTo";
import { Page } from "../../shared/page/Page";
import { InstancesRoom } from "./list/InstancesRoom";
import { isEmpty } from "./list/known";

/** The list of machines, and beside it the one that is open. */
export function InstancesPage() {
  const fleet = useAsk("fleet", {});
  const refresh = useAct("refresh");
  const readAgain = () => refresh.mutate({}, { onError: toastError });
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
          {isEmpty(fleet.data) ? null : (
            <LinkButton to="/deploy/vm" kind="primary" icon={Plus}>
              Deploy a VM
            </LinkButton>
          )}
        </>
      }
    >
      <InstancesRoom
        data={fleet.data}
        error={fleet.error}
        reading={fleet.isFetching || refresh.isPending}
        onRead={() => (fleet.error ? void fleet.refetch() : readAgain())}
      />
    </Page>
  );
}
