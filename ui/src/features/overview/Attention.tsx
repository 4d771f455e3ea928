import { useId } from "react";
import { LinkButton } from "../../app/LinkTo";
import { toastError } from "../../app/toastError";
import { Button, Dot, Skeleton, toast } from "../../design";
import type { AttentionItem } from "../../host/types";
import { useSend } from "../../host/useSend";

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
  const extend = useSend("lease_set");
  switch (act) {
    case "extend":
      return (
        <Button
          size="sm"
          aria-describedby={describedBy}
          busy={extend.busy}
          onPress={() =>
            extend.send(
              { id: target, hours: 1, action: null, extend: true },
              () =>
                toast({
                  mark: "info",
                  title: "Lease extended by 1 h",
                  meaning: `It was: ${title}`,
                }),
              toastError,
            )
          }
        >
          Extend by 1 h
        </Button>
      );
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
  }
}
