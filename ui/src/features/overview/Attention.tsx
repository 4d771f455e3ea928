import { useId } from "react";
import { Dot, Skeleton } from "../../design";
import type { AttentionItem } from "../../host/types";
import { ExtendButton, PutOffButton } from "../../shared/lease";
import { LinkButton } from "../../shared/page/LinkTo";

/** What wants a decision, each with its one act. */
export function Attention({
  items,
  skeleton,
}: {
  items: readonly AttentionItem[] | undefined;
  skeleton: boolean;
}) {
  return (
    <section aria-labelledby="needs-attention">
      <div className="hd">
        <h2 className="h2" id="needs-attention">
          Needs attention
        </h2>
        {items && items.length > 0 ? <span className="t3">{items.length}</span> : null}
      </div>
      {items && items.length > 0 ? (
        <ul className="att">
          {items.map((item) => (
            <Item key={item.key} item={item} />
          ))}
        </ul>
      ) : (
        <p className="att quiet t3">
          {items ? "Nothing wants a decision." : skeleton ? <Skeleton width={220} /> : null}
        </p>
      )}
    </section>
  );
}

function Item({ item }: { item: AttentionItem }) {
  const id = useId();
  return (
    <li>
      <span className="mk">
        <Dot mark={item.mark === "unknown" ? "unknown" : "attention"} />
      </span>
      <div className="col">
        <span className="b" id={id}>
          {item.title}
        </span>
        <span className="t2 t12">{item.meaning}</span>
      </div>
      <Act item={item} describedBy={id} />
    </li>
  );
}

function Act({
  item: { act, target, title },
  describedBy,
}: {
  item: AttentionItem;
  describedBy: string;
}) {
  switch (act) {
    case "extend":
      return <ExtendButton id={target} name={`It was: ${title}`} describedBy={describedBy} />;
    case "putOff":
      return <PutOffButton id={target} name={`It was: ${title}`} describedBy={describedBy} />;
    case "showJob":
      return (
        <LinkButton
          size="sm"
          aria-describedby={describedBy}
          to="/deploy/job/$id"
          params={{ id: target }}
        >
          Show
        </LinkButton>
      );
    case "showOrders":
      return (
        <LinkButton size="sm" aria-describedby={describedBy} to="/deploy/standing">
          Show
        </LinkButton>
      );
    case "release":
    case "showInstance":
      return (
        <LinkButton
          size="sm"
          aria-describedby={describedBy}
          to="/instances"
          search={{ id: target }}
        >
          {act === "release" ? "Release" : "Show"}
        </LinkButton>
      );
    case "showLeases":
      return (
        <LinkButton
          size="sm"
          aria-describedby={describedBy}
          to="/instances"
          search={{ lease: "set" }}
        >
          Show
        </LinkButton>
      );
    case "showSettings":
      return (
        <LinkButton size="sm" aria-describedby={describedBy} to="/settings">
          Show
        </LinkButton>
      );
  }
}
