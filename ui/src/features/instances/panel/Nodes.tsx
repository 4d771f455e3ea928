import { RotateCw } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { Button, Checkbox, PanelSection } from "../../../design";
import type { InstanceView, NodeView, RentalView } from "../../../host/types";
import { CopyButton } from "../../../shared/CopyField";
import { useArrival } from "../../../shared/page/arrival";
import { whyOff } from "../machine";
import { RebootDialog } from "./RebootDialog";

/** The nodes of a rental: how to get in to each, and which of them to restart. */
export function Nodes({ machine, rental }: { machine: InstanceView; rental: RentalView }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  useArrival("nodes", () => list.current?.querySelector("input")?.focus());
  const { nodes, nodeCount } = rental;
  const { reboot } = machine.acts;
  const off = reboot ? whyOff(reboot) : null;
  // A node that lost its address cannot be named any more.
  const wanted = nodes.flatMap(({ publicIp }) =>
    publicIp && chosen.has(publicIp) ? [publicIp] : [],
  );
  const choose = (ip: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(ip);
    else next.delete(ip);
    setChosen(next);
  };
  return (
    <PanelSection
      title="Nodes"
      action={
        reboot && nodes.length > 0 ? (
          <Button
            size="sm"
            icon={RotateCw}
            disabledReason={off ?? (wanted.length === 0 ? "Choose the nodes first" : null)}
            onPress={() => setAsking(true)}
          >
            {wanted.length === 0 ? "Reboot…" : `Reboot ${wanted.length}…`}
          </Button>
        ) : undefined
      }
    >
      {nodes.length === 0 ? (
        <p className="t2">
          {nodeCount === null
            ? "Its nodes are not known yet."
            : `${nodeCount === 1 ? "One node" : `${nodeCount} nodes`}, without addresses so far.`}
        </p>
      ) : (
        <ul className="nodes" ref={list}>
          {nodes.map((node, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a node has no id, and the provider keeps their order.
            <li key={at}>
              <Node
                node={node}
                number={at + 1}
                check={
                  reboot ? (
                    <Checkbox
                      checked={node.publicIp !== null && chosen.has(node.publicIp)}
                      disabledReason={
                        off ?? (node.publicIp === null ? "It has no public address yet" : null)
                      }
                      onChange={(on) => node.publicIp && choose(node.publicIp, on)}
                      aria-label={`Choose node ${at + 1}`}
                    />
                  ) : null
                }
              />
            </li>
          ))}
        </ul>
      )}
      {asking && reboot ? (
        <RebootDialog
          machine={machine}
          act={reboot}
          publicIps={wanted}
          of={nodes.length}
          onDone={() => setChosen(new Set())}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </PanelSection>
  );
}

function Node({
  node: { publicIp, privateIp },
  number,
  check,
}: {
  node: NodeView;
  number: number;
  check: ReactNode;
}) {
  return (
    <>
      <div className="row">
        {check}
        <span className="b">Node {number}</span>
      </div>
      <dl className="kv">
        <dt>Public</dt>
        <dd>
          <Address of={publicIp} what={`the public address of node ${number}`} />
        </dd>
        <dt>Private</dt>
        <dd>
          <Address of={privateIp} what={`the private address of node ${number}`} />
        </dd>
      </dl>
    </>
  );
}

function Address({ of, what }: { of: string | null; what: string }) {
  return of === null ? (
    <span className="t3">not yet</span>
  ) : (
    <span className="row tight">
      <span className="mono">{of}</span>
      <CopyButton text={of} what={what} />
    </span>
  );
}
