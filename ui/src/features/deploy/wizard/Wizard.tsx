import "./wizard.css";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { FormProvider, useForm } from "react-hook-form";
import { Stepper } from "../../../design";
import { useAsk } from "../../../host/queries";
import type {
  CommandError,
  DeployDraft,
  DeployReview,
  DeployStart,
  DeployStep,
  JobAgain,
  MachineKind,
} from "../../../host/types";
import { type DraftForm, type Offer, STEP_LABELS, STEPS, stepOf } from "../draft";
import { BegunNote } from "../from/BegunNote";
import { useIssues, WizardProvider } from "../issues";
import { ReviewStep } from "../steps/ReviewStep";
import { SaveDeployTemplate } from "../templates/SaveDeployTemplate";
import { WhenBanner } from "../when/WhenBanner";
import { useFirstLimit } from "../when/when";
import { Actions, reviewOff } from "./Actions";
import { AgainNote } from "./AgainNote";
import { focusField } from "./focusField";
import { LeaveDialog } from "./LeaveDialog";
import { Summary, type SummaryLine } from "./Summary";
import { useDeploy } from "./useDeploy";
import { useDraft } from "./useDraft";

/** What stopped the last attempt, and the price that was agreed to then. */
export interface Attempt {
  error: CommandError;
  reviewed: DeployReview;
}

/** What each step but the review looks like. */
export type StepPages = Partial<Record<DeployStep, ReactNode>>;

/** The steps to a machine. What is typed lives here and nowhere else, and outlives every step and every failure. */
export function Wizard({
  kind,
  options,
  makeFirst,
  again,
  begun,
  pages,
  hardwareOf,
  onRead,
}: {
  kind: MachineKind;
  options: Offer;
  /** What the form starts with. */
  makeFirst: () => DraftForm;
  again: JobAgain | undefined;
  /** What it was begun with, where that was an instance or a template. */
  begun: DeployStart | undefined;
  pages: StepPages;
  /** What is chosen, for the summary. */
  hardwareOf: (draft: DeployDraft) => readonly SummaryLine[];
  /** Read stock and prices again. */
  onRead: () => void;
}) {
  const steps = STEPS[kind];
  const [first] = useState(makeFirst);
  const form = useForm<DraftForm>({ defaultValues: first });
  const { draft, check, settled, standing, standingSettled } = useDraft(form, kind, options.readAt);
  useFirstLimit(form, draft, standingSettled ? standing : undefined);
  const { issuesAt, reveal, say } = useIssues(form, check.data);
  const [step, setStep] = useState<DeployStep>("hardware");
  const [seen, setSeen] = useState<ReadonlySet<DeployStep>>(new Set(["hardware"]));
  const [goTo, setGoTo] = useState<string | null>(null);
  const [attempt, setAttempt] = useState<Attempt | null>(null);
  const [typedName, setTypedName] = useState("");
  const body = useRef<HTMLDivElement>(null);

  const reviewing = step === "review";
  const review = useAsk("deploy_review", { draft }, { enabled: reviewing, gcTime: 0 });

  const go = (next: DeployStep) => {
    if (next === step) return;
    if (step !== "review") reveal(step);
    else {
      setAttempt(null);
      // It was typed for what stood there, and may be another order when it is reviewed again.
      setTypedName("");
    }
    setStep(next);
    setSeen((before) => new Set([...before, next]));
  };

  useEffect(() => {
    // Keys start at what is to be mended, else at the top of the step.
    if (goTo !== null && body.current) {
      focusField(body.current, goTo);
      setGoTo(null);
    }
  }, [goTo]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each step starts at its top.
  useEffect(() => {
    body.current?.scrollTo?.({ top: 0 });
    // Keys must not be lost with the button that led here.
    if (document.activeElement === document.body) body.current?.focus({ preventScroll: true });
  }, [step]);

  const { deploy, busy, wasSent } = useDeploy((error, reviewed) => {
    const place = error.code === "priceMoved" ? null : stepOf(error.field);
    if (place !== null && error.field !== null) {
      say({ field: error.field, severity: "error", message: error.message });
      reveal(place);
      go(place);
      setGoTo(error.field);
    } else {
      setAttempt({ error, reviewed });
      // A review is for one order, whatever came of it.
      void review.refetch();
    }
    if (error.code === "soldOut" || error.code === "priceMoved") onRead();
  });

  const errors = (check.data?.issues ?? []).filter(({ severity }) => severity === "error");
  const firstWrong = (id: DeployStep) => errors.find(({ field }) => stepOf(field) === id);
  const next = () => {
    const wrong = firstWrong(step);
    // What was wrong a moment ago holds nobody back: the review stays shut until all is right.
    if (wrong && settled) {
      reveal(step);
      setGoTo(wrong.field);
      return;
    }
    go(steps[steps.indexOf(step) + 1] ?? "review");
  };
  const back = () => go(steps[steps.indexOf(step) - 1] ?? "hardware");

  const off = reviewOff(check.data, check.error);

  return (
    <FormProvider {...form}>
      <WizardProvider value={{ kind, options, draft, check: check.data, standing, issuesAt }}>
        <LeaveDialog control={form.control} wasSent={wasSent} />
        <div className="wizard">
          <Stepper
            label="Steps"
            current={step}
            onStep={go}
            steps={steps.map((id) => ({
              id,
              label: STEP_LABELS[id],
              done: id !== "review" && !firstWrong(id) && (seen.has(id) || reviewing),
              open: id !== "review" || off === null,
            }))}
          />
          <div className="wizard-body">
            <div className="wizard-step" ref={body} tabIndex={-1}>
              {begun ? <BegunNote begun={begun} /> : <AgainNote again={again} />}
              <WhenBanner />
              {reviewing ? (
                <ReviewStep
                  draft={draft}
                  review={review.data}
                  fault={review.error}
                  reading={review.isFetching}
                  attempt={attempt}
                  typedName={typedName}
                  onTypedName={setTypedName}
                  onAgain={() => void review.refetch()}
                  onEdit={go}
                />
              ) : (
                pages[step]
              )}
            </div>
            <Summary
              draft={draft}
              hardware={hardwareOf(draft)}
              cost={(reviewing ? review.data?.cost : null) ?? check.data?.cost ?? null}
              standing={standing ?? null}
              save={<SaveDeployTemplate />}
            >
              <Actions
                step={step}
                name={draft.name}
                standing={standing}
                off={off}
                review={review.data}
                reviewFailed={review.isError}
                reading={review.isFetching}
                typedName={typedName}
                busy={busy}
                onBack={back}
                onNext={next}
                onReview={() => go("review")}
                onDeploy={(reviewed) => {
                  setAttempt(null);
                  deploy(reviewed, typedName, draft.standing !== null);
                }}
              />
            </Summary>
          </div>
        </div>
      </WizardProvider>
    </FormProvider>
  );
}
