import { Button, formatMoney, Money } from "../../../design";
import { useAppState } from "../../../host/queries";
import type {
  CommandError,
  DeployReview,
  DeployStep,
  DraftCheck,
  StandingCheck,
} from "../../../host/types";
import { nameMissing } from "../../../shared/acting/TypeName";
import { useWizard } from "../issues";

/** Why the review is not open yet; `null` where it is. */
export function reviewOff(check: DraftCheck | undefined, fault: CommandError | null) {
  if (check) return check.ready ? null : (check.notReadyReason ?? "Something is missing still.");
  return fault ? fault.message : "What is filled in is being checked.";
}

/** Why what was reviewed cannot be sent; `null` where it can. */
function deployOff(review: DeployReview | undefined, failed: boolean, reading: boolean) {
  if (reading) return "Price and stock are being read again.";
  if (failed) return "The review could not be made.";
  if (!review) return "The review is being made.";
  return review.issues.find(({ severity }) => severity === "error")?.message ?? null;
}

function limitOf({ limitPerHour }: StandingCheck): string {
  return limitPerHour === null ? "a limit" : `${formatMoney(limitPerHour, { fine: true })}/h`;
}

/** Back, on, straight to the review, and at its end the deed. */
export function Actions({
  step,
  name,
  standing,
  off,
  review,
  reviewFailed,
  reading,
  typedName,
  busy,
  onBack,
  onNext,
  onReview,
  onDeploy,
}: {
  step: DeployStep;
  name: string;
  /** What a standing order comes to, where one is filled in. */
  standing: StandingCheck | undefined;
  off: string | null;
  review: DeployReview | undefined;
  reviewFailed: boolean;
  reading: boolean;
  /** The name as it was typed, where it is asked for. */
  typedName: string;
  busy: boolean;
  onBack: () => void;
  onNext: () => void;
  onReview: () => void;
  onDeploy: (review: DeployReview) => void;
}) {
  const { kind } = useWizard();
  const state = useAppState().data;
  if (step === "review") {
    const looksOnly = state?.profiles.find(({ id }) => id === state.active)?.readOnly
      ? "This account is read-only."
      : null;
    const off =
      looksOnly ??
      deployOff(review, reviewFailed, reading) ??
      nameMissing(review?.nameAsked, typedName);
    return (
      <>
        <Button
          kind="primary"
          size="lg"
          block
          busy={busy}
          disabledReason={busy ? null : off}
          onPress={() => review && onDeploy(review)}
        >
          <span className="trunc">
            {standing ? `Order for up to ${limitOf(standing)}` : `Deploy ${name.trim()}`}
          </span>
        </Button>
        <Button block kind="quiet" disabledReason={busy && "It is being sent."} onPress={onBack}>
          Back
        </Button>
        {looksOnly ? <p className="t12 t3">{looksOnly}</p> : null}
        <p className="t12 t3 hide-narrow">
          {standing ? (
            "Nothing is bought now. It buys by itself while Voltdeck runs."
          ) : busy ? (
            "The order is on its way to the provider. It is sent once."
          ) : (
            <>
              Billing starts when the provider accepts.{" "}
              {kind === "bareMetal" ? (
                "It ends when the rental is terminated."
              ) : (
                <>
                  A stopped VM still costs{" "}
                  <Money value={review?.cost.perHour} per="h" unknown="its full price" />.
                </>
              )}
            </>
          )}
        </p>
      </>
    );
  }
  const last = step === "guardrails";
  return (
    <>
      {last ? null : (
        <Button kind="primary" size="lg" block onPress={onNext}>
          Next
        </Button>
      )}
      <div className="summary-two">
        {step === "hardware" ? null : (
          <Button kind="quiet" size={last ? "lg" : "md"} onPress={onBack}>
            Back
          </Button>
        )}
        <Button
          kind={last ? "primary" : "plain"}
          size={last ? "lg" : "md"}
          className="grow"
          disabledReason={off}
          onPress={onReview}
        >
          Review now
        </Button>
      </div>
      {off ? <p className="t12 t3">{off}</p> : null}
    </>
  );
}
