import "./review.css";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { Banner, Button, Skeleton, useLate } from "../../../design";
import type {
  CommandError,
  DeployDraft,
  DeployReview,
  DeployStep,
  FieldIssue,
} from "../../../host/types";
import { TypeName } from "../../../shared/acting/TypeName";
import { CopyButton } from "../../../shared/CopyField";
import { Fault } from "../../../shared/errors/Fault";
import { STEP_LABELS, stepOf } from "../draft";
import { useWizard } from "../issues";
import { WhenSays } from "../when/WhenSays";
import type { Attempt } from "../wizard/Wizard";
import { AttemptBanner } from "./AttemptBanner";
import { ReviewRows } from "./ReviewRows";

/** The last look before money is spent: what is bought, read again just now. */
export function ReviewStep({
  draft,
  review,
  fault,
  reading,
  attempt,
  typedName,
  onTypedName,
  onAgain,
  onEdit,
}: {
  draft: DeployDraft;
  review: DeployReview | undefined;
  fault: CommandError | null;
  reading: boolean;
  attempt: Attempt | null;
  typedName: string;
  onTypedName: (typed: string) => void;
  onAgain: () => void;
  onEdit: (step: DeployStep) => void;
}) {
  const waits = useLate(!review && reading);
  const { standing } = useWizard();
  // Said at the field, while there is one.
  const atName = attempt?.error.field === "typedName" && review?.nameAsked != null;
  return (
    <>
      <div className="ttl review-title">
        <h2 className="h2">
          {standing ? "Check before it is ordered" : "Check before it is sent"}
        </h2>
        <span className="t3 trunc">{draft.name}</span>
      </div>
      {attempt && !atName ? (
        <AttemptBanner attempt={attempt} review={review} reading={reading} />
      ) : null}
      {fault ? (
        <Fault
          error={fault}
          title="The review could not be made"
          onRetry={onAgain}
          retrying={reading}
        />
      ) : review ? (
        <>
          <Issues issues={review.issues} onEdit={onEdit} />
          {review.nameAsked ? (
            <TypeName
              asked={review.nameAsked}
              typed={typedName}
              onChange={onTypedName}
              error={atName ? attempt.error.message : null}
            />
          ) : null}
          {standing ? <WhenSays standing={standing} review={review} /> : null}
          <ReviewRows draft={draft} review={review} onEdit={onEdit} />
          <section aria-labelledby="curl-title">
            <div className="ttl">
              <h2 className="h2" id="curl-title">
                {standing ? "The request that it sends then" : "The same request"}
              </h2>
              <span className="t3 trunc">
                {draft.metal ? "token" : "token, password"} and cloud-init are left out
              </span>
              <span className="push" />
              <CopyButton text={review.curl} what="the request as curl" />
            </div>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it. */}
            <pre className="code review-curl" tabIndex={0}>
              {review.curl}
            </pre>
          </section>
        </>
      ) : waits ? (
        <div className="box pad col gap4" role="status" aria-label="Reading price and stock again">
          <Skeleton width="70%" />
          <Skeleton width="50%" />
          <Skeleton width="60%" />
        </div>
      ) : null}
    </>
  );
}

function Issues({
  issues,
  onEdit,
}: {
  issues: readonly FieldIssue[];
  onEdit: (step: DeployStep) => void;
}) {
  return issues.map((issue) => {
    const place = stepOf(issue.field);
    const stops = issue.severity === "error";
    return (
      <Banner
        key={`${issue.field} ${issue.message}`}
        tone={stops ? "failed" : "attention"}
        icon={stops ? CircleAlert : TriangleAlert}
        action={
          place ? (
            <Button size="sm" onPress={() => onEdit(place)}>
              Go to {STEP_LABELS[place]}
            </Button>
          ) : null
        }
      >
        {issue.message}
      </Banner>
    );
  });
}
