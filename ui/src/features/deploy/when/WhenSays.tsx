import "./when.css";
import { Moment, Money } from "../../../design";
import type { DeployReview, StandingCheck } from "../../../host/types";

/** Everything that one agrees to with a standing order, before it is given. */
export function WhenSays({ standing, review }: { standing: StandingCheck; review: DeployReview }) {
  return (
    <section aria-labelledby="when-title">
      <div className="ttl">
        <h2 className="h2" id="when-title">
          What the order does
        </h2>
      </div>
      <ul className="when-says">
        <li>
          It <strong>buys by itself</strong>, without asking again, when this hardware is in stock
          for up to <Money value={standing.limitPerHour} per="h" fine className="b" />. It costs{" "}
          <Money value={review.cost.perHour} per="h" fine /> now; at the limit a day is{" "}
          <Money value={standing.limitPerDay} />, 30 days are{" "}
          <Money value={standing.limitPer30Days} />.
        </li>
        <li>
          It buys <strong>once</strong>. Stock and price are read again right before; above the
          limit nothing is bought, and you are told.
        </li>
        <li>
          It ends{" "}
          {standing.endsAt ? (
            <>
              on <Moment at={standing.endsAt} />
            </>
          ) : (
            "by its date"
          )}
          , by the clock of this computer, or after {standing.tries ?? 0}{" "}
          {standing.tries === 1 ? "try" : "tries"}. It is tried again only where the provider
          refused; a try whose outcome is unknown ends it.
        </li>
        <li>
          It works <strong>only while Voltdeck runs</strong> and this account is signed in. Signing
          out pauses it; you can end it at any time in Deploy, Standing.
        </li>
      </ul>
    </section>
  );
}
