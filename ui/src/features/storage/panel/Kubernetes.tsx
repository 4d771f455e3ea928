import { PanelSection } from "../../../design";
import type { ClaimView } from "../../../host/types";
import { CopyButton } from "../../../shared/CopyField";

/** The claims by which clusters of attached rentals know it. */
export function Kubernetes({ claims }: { claims: readonly ClaimView[] }) {
  if (claims.length === 0) return null;
  return (
    <PanelSection title="Kubernetes">
      <ul className="claims">
        {claims.map(({ rental, pvc, pv }) => (
          <li key={`${rental} ${pvc}`}>
            <span className="t2">In the cluster of {rental}, the claim</span>
            <span className="row tight">
              <span className="mono trunc" title={pv ? `Volume ${pv}` : undefined}>
                {pvc}
              </span>
              <CopyButton text={pvc} what="the name of the claim" />
            </span>
          </li>
        ))}
      </ul>
      <p className="help">
        Name it in a pod as <span className="mono">persistentVolumeClaim.claimName</span>. Pods
        mount it by themselves; nothing has to be mounted on the nodes.
      </p>
    </PanelSection>
  );
}
