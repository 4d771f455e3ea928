import { KeyValue, PanelSection } from "../../../design";
import type { InstanceView, RentalView } from "../../../host/types";
import { CopyButton } from "../../../shared/CopyField";
import { AttachVolume } from "../../../shared/volumes/AttachVolume";
import { Kubeconfig } from "./Kubeconfig";

/** What only a rental has, beside its nodes: cluster, storage, and what the provider says of its hardware. */
export function Rental({
  machine,
  rental,
  gone,
}: {
  machine: InstanceView;
  rental: RentalView;
  /** The provider lists it no more. */
  gone: boolean;
}) {
  const { clusterId, hasKubeconfig, storageId, storagePv, storagePvc } = rental;
  return (
    <>
      {clusterId !== null || hasKubeconfig ? (
        <PanelSection title="Kubernetes">
          <KeyValue
            lines={[["Cluster", clusterId && <Id of={clusterId} what="the cluster id" />]]}
          />
          {hasKubeconfig && !gone ? <Kubeconfig id={machine.id} /> : null}
        </PanelSection>
      ) : null}
      <PanelSection title="Storage">
        <AttachVolume rentalId={machine.id} gone={gone} />
        <KeyValue
          lines={[
            ["Volume id", storageId && <Id of={storageId} what="the volume id" />],
            ["PV", storagePv && <Id of={storagePv} what="the name of the persistent volume" />],
            ["PVC", storagePvc && <Id of={storagePvc} what="the name of the claim" />],
          ]}
        />
      </PanelSection>
      <PanelSection title="Hardware">
        <KeyValue
          lines={[
            ["Network", rental.network],
            ["Sub-order", rental.subOrder && <Id of={rental.subOrder} what="the sub-order" />],
            ["CPU", rental.cpuModel],
          ]}
        />
        {rental.subOrder ? (
          <p className="help">Nodes reach only nodes of the same sub-order.</p>
        ) : rental.network === null && rental.cpuModel === null ? (
          <p className="t2">Not known yet.</p>
        ) : null}
      </PanelSection>
    </>
  );
}

function Id({ of, what }: { of: string; what: string }) {
  return (
    <span className="row tight">
      <span className="mono trunc" title={of}>
        {of}
      </span>
      <CopyButton text={of} what={what} />
    </span>
  );
}
