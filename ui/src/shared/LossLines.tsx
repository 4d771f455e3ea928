import "./loss-lines.css";
import { Boxes, HardDrive, Network, ReceiptText } from "lucide-react";
import { Icon } from "../design";
import type { LossLine } from "../host/types";

const ICONS: Record<string, typeof HardDrive> = {
  disk: HardDrive,
  address: Network,
  cluster: Boxes,
  price: ReceiptText,
};

/** What is lost or stays, a line each. */
export function LossLines({
  title,
  lines,
  bad,
}: {
  title: string;
  lines: readonly LossLine[];
  bad?: boolean;
}) {
  if (lines.length === 0) return null;
  return (
    <section className="loss">
      <h3 className={bad ? "label bad" : "label"}>{title}</h3>
      <ul>
        {lines.map((line) => (
          <li key={line.title}>
            <Icon of={ICONS[line.kind] ?? ReceiptText} />
            <div>
              <p className="b">{line.title}</p>
              <p className="t2 t12">{line.meaning}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
