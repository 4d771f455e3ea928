import { CircleAlert } from "lucide-react";
import { Button } from "../../../design";
import { ErrorBanner } from "../../../shared/errors/ErrorBanner";
import type { Reading } from "../wizard/DeployPage";

/** Why stock and prices could not be read again. */
export function ReadFault({ fault, reading, onRead }: Reading) {
  if (!fault) return null;
  return (
    <ErrorBanner
      error={fault}
      tone="attention"
      icon={CircleAlert}
      action={
        <Button size="sm" busy={reading} onPress={onRead}>
          Try again
        </Button>
      }
    />
  );
}
