import "./bulk-dialog.css";
import { ArrowRight } from "lucide-react";
import { Banner, formatCount, Icon, Money } from "../../design";
import type { BulkKind, BulkPreview } from "../../host/types";
import { Scrolls } from "./Scrolls";
import { machines } from "./words";

/** As many names as are read rather than scrolled past. */
const NAMES = 200;

/** What an act on many comes to: the burn rate before and after, which machines, and which not and why. */
export function Meaning({
  kind,
  preview: { can, cannot, burn, note },
  total,
}: {
  kind: BulkKind;
  preview: BulkPreview;
  /** How many were chosen. */
  total: number;
}) {
  return (
    <>
      {can.length > 0 && kind !== "addTags" && kind !== "removeTags" ? (
        <p className="now-then">
          <span className="t2">Burn rate</span>
          {burn ? (
            <>
              <Money value={burn.before} per="h" />
              <Icon of={ArrowRight} size={12} />
              <span className="sr"> then </span>
              <span className="b">
                <Money value={burn.after} per="h" />
              </span>
              {burn.before === burn.after ? <span className="push t2">stays</span> : null}
            </>
          ) : (
            <span className="t3">
              {kind === "stop" ? "stays, as far as is known" : "not known"}
            </span>
          )}
        </p>
      ) : null}
      {note && can.length > 0 ? <Banner tone="attention">{note}</Banner> : null}
      {cannot.length > 0 ? (
        <section className="bulk-part">
          <h3 className="label warn">
            {formatCount(cannot.length)} of {formatCount(total)} cannot, and{" "}
            {cannot.length === 1 ? "is" : "are"} left as{" "}
            {cannot.length === 1 ? "it is" : "they are"}
          </h3>
          <Scrolls className="bulk-names" label="Those that cannot, and why">
            {cannot.slice(0, NAMES).map(({ id, name, reason }) => (
              <li key={id}>
                <span className="b trunc">{name || id}</span>
                <span className="t2 t12">{reason}</span>
              </li>
            ))}
            <More of={cannot.length} />
          </Scrolls>
        </section>
      ) : null}
      {can.length > 0 ? (
        <section className="bulk-part">
          <h3 className="label">
            {machines(can.length)}
            {can.length > 1 ? ", one after the other" : null}
          </h3>
          <Scrolls className="bulk-names plain" label="Those that can">
            {can.slice(0, NAMES).map(({ id, name }) => (
              <li key={id} className="trunc">
                {name || id}
              </li>
            ))}
            <More of={can.length} />
          </Scrolls>
        </section>
      ) : null}
    </>
  );
}

function More({ of }: { of: number }) {
  return of > NAMES ? <li className="t3">and {formatCount(of - NAMES)} more</li> : null;
}
