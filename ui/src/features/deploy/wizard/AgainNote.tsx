import { History } from "lucide-react";
import { Banner } from "../../../design";
import type { JobAgain } from "../../../host/types";

/** Says what an earlier deploy had that is not kept. */
export function AgainNote({ again }: { again: JobAgain | undefined }) {
  if (!again || !(again.hadPassword || again.hadCloudInit)) return null;
  const lost =
    again.hadPassword && again.hadCloudInit
      ? "its password and its cloud-init were"
      : again.hadPassword
        ? "its password was"
        : "its cloud-init was";
  return (
    <Banner icon={History} title="Filled in from an earlier deploy.">
      Secrets are not kept, so {lost} left out.
    </Banner>
  );
}
