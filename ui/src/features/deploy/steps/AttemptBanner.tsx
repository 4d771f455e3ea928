import { CircleAlert, TrendingUp } from "lucide-react";
import { Banner, Money } from "../../../design";
import type { DeployReview } from "../../../host/types";
import { ErrorBanner } from "../../../shared/errors/ErrorBanner";
import type { Attempt } from "../wizard/Wizard";

/** Why the last attempt bought nothing, where that belongs to no field. */
export function AttemptBanner({
  attempt: { error, reviewed },
  review,
  reading,
}: {
  attempt: Attempt;
  review: DeployReview | undefined;
  reading: boolean;
}) {
  if (error.code === "priceMoved") {
    const now = reading ? null : review?.cost.perHour;
    return (
      <Banner tone="attention" urgent icon={TrendingUp} title="The price has changed.">
        It was <Money value={reviewed.cost.perHour} per="h" fine />, and is now{" "}
        <Money value={now} per="h" fine unknown="being read again" className="b" />. Nothing was
        bought. Deploy again if the new price suits you.
      </Banner>
    );
  }
  return <ErrorBanner error={error} tone="failed" icon={CircleAlert} next />;
}
