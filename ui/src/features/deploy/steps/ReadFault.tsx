import { CircleAlert } from "lucide-react";
import { ErrorBanner } from "../../../app/ErrorBanner";
import { Button } from "../../../design";
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
