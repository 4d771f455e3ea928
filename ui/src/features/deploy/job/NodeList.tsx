import { CopyField } from "../../../design";
import type { NodeView } from "../../../host/types";

/** The way into each node of a rental. */
export function NodeList({ nodes }: { nodes: readonly NodeView[] }) {
  if (nodes.length === 0) {
    return (
      <p className="t2">Its nodes have no addresses yet. They stand here as soon as they have.</p>
    );
  }
  return (
    <ol className="job-nodes">
      {nodes.map(({ publicIp, privateIp, ssh }, at) => {
        const number = at + 1;
        return (
          <li key={publicIp ?? privateIp ?? number}>
            <p>
              <span className="b">Node {number}</span>{" "}
              <span className="t3 mono">{[publicIp, privateIp].filter(Boolean).join(", ")}</span>
            </p>
            {ssh ? (
              <CopyField text={ssh.command} what={`the SSH command of node ${number}`} />
            ) : (
              <p className="t2">It has no public address.</p>
            )}
          </li>
        );
      })}
    </ol>
  );
}
