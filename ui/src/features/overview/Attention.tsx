import { wordsFor } from "../../app/errors";
import { LinkButton } from "../../app/LinkTo";
import { Button, Dot, toast } from "../../design";
import { useAct } from "../../host/queries";
import type { AttentionItem } from "../../host/types";

/** What wants a decision, each with its one act. */
export function Attention({ items }: { items: readonly AttentionItem[] | undefined }) {
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
        <p className="att quiet t3">{items ? "Nothing wants a decision." : null}</p>
      )}
    </section>
  );
}

function Item({ item }: { item: AttentionItem }) {
  const id = `attention-${item.key}`;
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
  const extend = useAct("lease_set");
  switch (act) {
    case "extend":
      return (
        <Button
          size="sm"
          aria-describedby={describedBy}
          busy={extend.isPending}
          onPress={() =>
            extend.mutate(
              { id: target, hours: 1, action: null, extend: true },
              {
                onSuccess: () =>
                  toast({
                    mark: "info",
                    title: "Lease extended by 1 h",
                    meaning: `It was: ${title}`,
                  }),
                onError: (error) =>
                  toast({ mark: "failed", title: wordsFor(error).title, meaning: error.message }),
              },
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
