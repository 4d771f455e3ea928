import { History, TriangleAlert } from "lucide-react";
import { Banner } from "../../../design";
import type { DeployStart } from "../../../host/types";

/** Says what the deploy was begun with, what could not be taken over, and why. */
export function BegunNote({ begun: { title, remarks } }: { begun: DeployStart }) {
  if (remarks.length === 0) return <Banner icon={History} title={title} />;
  return (
    <Banner tone="attention" icon={TriangleAlert} title={title}>
      {remarks.length === 1 ? (
        remarks[0]
      ) : (
        <ul className="remarks" aria-label="What to look at">
          {remarks.map((remark) => (
            <li key={remark}>{remark}</li>
          ))}
        </ul>
      )}
    </Banner>
  );
}
