import { TriangleAlert } from "lucide-react";
import { Icon } from "../../design";
import type { UnreadableLine } from "../../host/types";

/** Lines that could not be read, and those that look wrong: none is dropped or passed over without a word. */
export function Unreadable({ lines }: { lines: readonly UnreadableLine[] }) {
  const missing = lines.filter(({ counted }) => !counted);
  const odd = lines.filter(({ counted }) => counted);
  return (
    <>
      <Listed
        lines={missing}
        title={
          missing.length === 1
            ? "One line could not be read"
            : `${missing.length} lines could not be read`
        }
      />
      <Listed
        lines={odd}
        title={
          odd.length === 1
            ? "One line looks wrong and is counted"
            : `${odd.length} lines look wrong and are counted`
        }
      />
    </>
  );
}

function Listed({ lines, title }: { lines: readonly UnreadableLine[]; title: string }) {
  if (lines.length === 0) return null;
  return (
    <section className="bad-lines" aria-label={title}>
      <h2 className="h2 row">
        <span className="warn">
          <Icon of={TriangleAlert} size={14} />
        </span>
        {title}
      </h2>
      <ul>
        {lines.map(({ label, reason }) => (
          <li key={label + reason}>
            {label} <span className="t3">{reason}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
