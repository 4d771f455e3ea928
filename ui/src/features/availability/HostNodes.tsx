import { PackageX, SearchX } from "lucide-react";
import { Empty, Exact, formatCount } from "../../design";
import type { CommandError, HostNodeView, LocationView } from "../../host/types";
import { gpuPrice } from "./order";
import type { Opened } from "./panels";
import { Count, Free, Gb, Part } from "./parts";

/** Places with the host nodes that VMs run on. They are shown, not chosen. */
export function HostNodes({
  places,
  all,
  fault,
  onRead,
  onOpen,
}: {
  places: readonly LocationView[];
  all: number;
  fault: CommandError | null;
  onRead: () => void;
  onOpen: (opened: Opened) => void;
}) {
  const none =
    places.length > 0 ? null : all > 0 ? (
      <Empty icon={SearchX} title="No place or host node fits the search" />
    ) : (
      <Empty icon={PackageX} title="The provider lists no places" />
    );
  return (
    <Part
      id="av-nodes"
      title="Places and host nodes"
      note="cannot be chosen: the provider chooses the place of a VM"
      all={all}
      fault={fault}
      onRead={onRead}
      none={none}
    >
      <table className="table" aria-labelledby="av-nodes">
        <colgroup>
          <col className="a-name" />
          <col className="a-free" />
          <col className="a-size" />
          <col className="a-size" />
          <col className="a-size" />
          <col />
          <col className="a-money" />
          <col className="a-money a-fine" />
          <col className="a-money a-fine" />
          <col className="a-money a-fine" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Host node</th>
            <th scope="col">Free</th>
            <th scope="col" className="num a-size">
              vCPU
            </th>
            <th scope="col" className="num a-size">
              RAM
            </th>
            <th scope="col" className="num a-size">
              Disk
            </th>
            <th scope="col" className="num">
              Ports
            </th>
            <th scope="col" className="num">
              GPU / h
            </th>
            <th scope="col" className="num a-fine">
              vCPU / h
            </th>
            <th scope="col" className="num a-fine">
              GB RAM / h
            </th>
            <th scope="col" className="num a-fine">
              GB disk / h
            </th>
          </tr>
        </thead>
        {places.map((place) => (
          <tbody key={place.id}>
            <tr className="group place">
              <th scope="rowgroup">
                <button
                  type="button"
                  className="open trunc"
                  onClick={() => onOpen({ kind: "location", id: place.id })}
                >
                  {place.place}
                </button>
              </th>
              <td>
                <Free count={place.freeGpus} />
              </td>
              <td className="a-size" />
              <td className="a-size" />
              <td className="a-size" />
              <td />
              <td />
              <td className="a-fine" />
              <td className="a-fine" />
              <td className="a-fine" />
            </tr>
            {place.nodes.map((node) => (
              <NodeRow key={node.id} node={node} onOpen={onOpen} />
            ))}
          </tbody>
        ))}
      </table>
    </Part>
  );
}

/** Said on each row too: who comes to it by its table has not read the head over it. */
const NOT_CHOSEN = "Cannot be chosen: the provider chooses the place of a VM";

function NodeRow({ node, onOpen }: { node: HostNodeView; onOpen: (opened: Opened) => void }) {
  return (
    <tr title={NOT_CHOSEN}>
      <td className="node">
        <button
          type="button"
          className="open trunc mono"
          title={node.id}
          aria-label={`Host node ${node.id}`}
          onClick={() => onOpen({ kind: "hostnode", id: node.id })}
        >
          {node.id.slice(0, 13)}
        </button>
        <span className="sr">{NOT_CHOSEN}</span>
      </td>
      <td title={node.gpus.map(({ model, free }) => `${free ?? "?"} × ${model}`).join(", ")}>
        <Free count={node.freeGpus} />
      </td>
      <td className="num a-size">
        <Count value={node.vcpu} />
      </td>
      <td className="num a-size">
        <Gb value={node.ramGb} />
      </td>
      <td className="num a-size">
        <Gb value={node.storageGb} />
      </td>
      <td className="num">{formatCount(node.ports.length)}</td>
      <td className="num">
        <Exact value={gpuPrice(node)} />
      </td>
      <td className="num a-fine t2">
        <Exact value={node.perVcpuHour} />
      </td>
      <td className="num a-fine t2">
        <Exact value={node.perGbRamHour} />
      </td>
      <td className="num a-fine t2">
        <Exact value={node.perGbStorageHour} />
      </td>
    </tr>
  );
}
