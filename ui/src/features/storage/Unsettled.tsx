import { Ago, Banner, Button } from "../../design";
import { useAct } from "../../host/queries";
import type { UnsettledVolume } from "../../host/types";
import { toastError } from "../../shared/errors/toastError";
import { sizeOf } from "../../shared/volumes/words";

/** Creations of which nobody knows whether they were done. */
export function Unsettled({ of }: { of: readonly UnsettledVolume[] }) {
  const dismiss = useAct("volume_unsettled_dismiss");
  return of.map(({ name, sizeGb, sentAt, said, settled }) => (
    <Banner
      key={name}
      bar
      tone="attention"
      title={`${name}, ${sizeOf(sizeGb)}:`}
      action={
        settled ? (
          <Button
            size="sm"
            busy={dismiss.isPending}
            onPress={() => dismiss.mutate({ name }, { onError: toastError })}
          >
            Dismiss
          </Button>
        ) : null
      }
    >
      {said}{" "}
      <span className="t3">
        Sent <Ago at={sentAt} suffix="ago" />.
      </span>
    </Banner>
  ));
}
