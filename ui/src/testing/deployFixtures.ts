import type {
  DeployCost,
  DeployOptions,
  DeployReview,
  DraftCheck,
  InstanceDetail,
  JobPhase,
  JobView,
  MonthChange,
} from "../host/types";
import { given } from "./answers";
import catalog from "./answers/catalog.json";
import answers from "./answers/deploy.json";
import { instance, preset } from "./fixtures";

/** What the wizard offers: two presets in stock, two sold out, and two keys. */
export function deployOptions(over: Partial<DeployOptions> = {}): DeployOptions {
  const view = given<DeployOptions>(catalog.deployOptions);
  return {
    ...view,
    presets: [
      preset(1),
      preset(2),
      preset(4, { inStock: false, places: [] }),
      preset(8, { inStock: false, places: [] }),
    ],
    suggestedName: "vm-1",
    keys: view.keys.map((key, at) => ({ ...key, id: `k${at + 1}` })),
    ...over,
  };
}

/** Cost of one GPU. */
export function deployCost(over: Partial<DeployCost> = {}): DeployCost {
  const { cost } = given<DeployReview>(answers.review);
  return { ...cost, ...over };
}

/** This month with one GPU more, in a budget of all. */
export function monthChange(over: Partial<MonthChange> = {}): MonthChange {
  const { month } = deployCost();
  if (!month) throw new Error("The answer of the review knows no month.");
  return { ...month, ...over };
}

/** A draft with which all is well, or another word on one. */
export function draftCheck(
  over: Partial<DraftCheck> = {},
  scene: { at: string; answer: unknown } = answers.check,
): DraftCheck {
  return { ...given<DraftCheck>(scene), ...over };
}

/** A draft that is not ready, for one reason at one field. */
export function notReady(field: string, message: string): DraftCheck {
  return draftCheck({
    issues: [{ field, severity: "error", message }],
    ready: false,
    notReadyReason: message,
  });
}

/** A review of one GPU. */
export function deployReview(over: Partial<DeployReview> = {}): DeployReview {
  return { ...given<DeployReview>(answers.review), ...over };
}

const JOBS: Record<JobPhase, { at: string; answer: unknown }> = {
  // Phases of a moment, in which nobody can ask.
  planned: answers.accepted,
  sent: answers.accepted,
  accepted: answers.accepted,
  found: answers.found,
  up: answers.up,
  refused: answers.refused,
  unknown: answers.unknown,
  absent: answers.absent,
};

/** A deploy in some phase. */
export function job(phase: JobPhase, over: Partial<JobView> = {}): JobView {
  const early = phase === "planned" || phase === "sent" ? { instanceId: null } : {};
  return { ...given<JobView>(JOBS[phase]), ...early, phase, ...over };
}

/** A deploy whose answer was lost. */
export function unknownJob(over: Partial<JobView> = {}): JobView {
  return job("unknown", over);
}

/** The same where two machines may be the one. */
export function chooseJob(over: Partial<JobView> = {}): JobView {
  return { ...given<JobView>(answers.choose), ...over };
}

/** The machine of a deploy. */
export function instanceDetail(over: Partial<InstanceDetail> = {}): InstanceDetail {
  return {
    instance: instance({ name: "vm-1" }),
    location: "Allen, Texas, USA",
    fields: [],
    goneSince: null,
    ...over,
  };
}
