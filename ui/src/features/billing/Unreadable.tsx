import { TriangleAlert } from "lucide-react";
import { Icon } from "../../design";
import type { UnreadableLine } from "../../host/types";

/** Lines that could not be read: none is dropped without a word. */
export function Unreadable({ lines }: { lines: readonly UnreadableLine[] }) {
  if (lines.length === 0) return null;
  return (
    <section className="bad-lines" aria-label="Lines that could not be read">
      <h2 className="h2 row">
        <span className="warn">
          <Icon of={TriangleAlert} size={14} />
        </span>
        {lines.length === 1
          ? "One line could not be read"
          : `${lines.length} lines could not be read`}
      </h2>
      <ul>
        {lines.map(({ label, reason }) => (
          <li key={label}>
            {label} <span className="t3">{reason}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
