import { createContext, useCallback, useContext, useEffect, useState } from "react";
import { type UseFormReturn, useFormState } from "react-hook-form";
import type {
  DeployDraft,
  DeployStep,
  DraftCheck,
  FieldIssue,
  MachineKind,
  Severity,
  StandingCheck,
} from "../../host/types";
import { type DraftForm, type Offer, stepOf } from "./draft";

/** What all steps of the wizard share. */
export interface Wizard {
  kind: MachineKind;
  options: Offer;
  /** What is typed, as the core takes it. */
  draft: DeployDraft;
  /** The core's word on what is typed; none before the first answer. */
  check: DraftCheck | undefined;
  /** What the bounds of a standing order come to, where one is filled in. */
  standing: StandingCheck | undefined;
  /** What is to be said at a field or at one below it. */
  issuesAt: (path: string, exact?: boolean) => FieldIssue[];
}

const WizardContext = createContext<Wizard | null>(null);

/** Hands the wizard to its steps. */
export const WizardProvider = WizardContext;

/** The wizard around a step. */
export function useWizard(): Wizard {
  const wizard = useContext(WizardContext);
  if (!wizard) throw new Error("WizardProvider is missing");
  return wizard;
}

function first(issues: FieldIssue[], severity: Severity): string | null {
  return issues.find((issue) => issue.severity === severity)?.message ?? null;
}

/** What stands at a field: an error, or what should be known. With `exact` not what is below it. */
export function useFieldIssue(path: string, exact = false) {
  const issues = useWizard().issuesAt(path, exact);
  return { error: first(issues, "error"), caution: first(issues, "warning") };
}

function covers(path: string, other: string): boolean {
  return path === other || other.startsWith(`${path}.`);
}

/** Fields that are typed into: an error while the first letters are typed would be said too soon. */
const TYPED = [
  "name",
  "password",
  "cloudInit",
  "firstSteps.exportPath",
  "firstSteps.script",
  "metal.subOrder",
  "metal.volumeName",
  "metal.volumeGb",
  "standing.limit",
  "standing.days",
  "standing.tries",
];

/** Gathers what is to be said: the core's word once a field was used, and what came back from an attempt. */
export function useIssues(form: UseFormReturn<DraftForm>, check: DraftCheck | undefined) {
  const [said, setSaid] = useState<FieldIssue | null>(null);
  const [revealed, setRevealed] = useState<ReadonlySet<DeployStep>>(new Set());
  // Reading the form's state here subscribes to it.
  const { dirtyFields, touchedFields } = useFormState({ control: form.control });

  useEffect(() => {
    if (!said) return;
    const { unsubscribe } = form.watch((_, { name }) => {
      // A changed field answers what was said of it.
      if (!name || covers(name, said.field) || covers(said.field, name)) setSaid(null);
    });
    return unsubscribe;
  }, [form, said]);

  const reveal = useCallback((step: DeployStep) => {
    setRevealed((before) => (before.has(step) ? before : new Set([...before, step])));
  }, []);

  const shown = (issue: FieldIssue): boolean => {
    if (issue.severity === "warning") return true;
    const step = stepOf(issue.field);
    if (step && revealed.has(step)) return true;
    if (used(touchedFields, issue.field)) return true;
    return !TYPED.some((path) => covers(path, issue.field)) && used(dirtyFields, issue.field);
  };

  const issuesAt = (path: string, exact = false): FieldIssue[] => {
    const here = ({ field }: FieldIssue) => (exact ? field === path : covers(path, field));
    const standing = (check?.issues ?? []).filter((issue) => here(issue) && shown(issue));
    return said && here(said) ? [said, ...standing] : standing;
  };

  return { issuesAt, reveal, say: setSaid };
}

/** Whether a field, or the nearest part of the form that holds it, is marked. */
function used(marks: unknown, path: string): boolean {
  let at: unknown = marks;
  for (const part of path.split(".")) {
    if (at === true) return true;
    if (typeof at !== "object" || at === null) return false;
    at = (at as Record<string, unknown>)[part];
  }
  return at === true || hasMark(at);
}

function hasMark(at: unknown): boolean {
  if (at === true) return true;
  if (typeof at !== "object" || at === null) return false;
  return Object.values(at).some(hasMark);
}
