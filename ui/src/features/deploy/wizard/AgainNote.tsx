import { History } from "lucide-react";
import { Banner } from "../../../design";
import type { JobAgain } from "../../../host/types";

const LIST = new Intl.ListFormat("en");

/** Says what an earlier deploy had that is not kept. */
export function AgainNote({ again }: { again: JobAgain | undefined }) {
  if (!again) return null;
  const lost = [
    again.hadPassword ? "its password" : null,
    again.hadCloudInit ? "its cloud-init" : null,
    again.firstSteps?.hadScript ? "the script of its first steps" : null,
  ].filter((one) => one !== null);
  if (lost.length === 0) return null;
  return (
    <Banner icon={History} title="Filled in from an earlier deploy.">
      Secrets are not kept, so {LIST.format(lost)} {lost.length > 1 ? "were" : "was"} left out.
    </Banner>
  );
}
