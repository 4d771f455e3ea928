import { wholeNumber } from "../../design";
import type {
  CommandError,
  DeployDraft,
  DeployStart,
  DeployStep,
  FirstSteps,
  JobAgain,
  KeyMode,
  LeaseAction,
  MachineKind,
  MetalDraft,
  OrganizationKey,
  StandingDraft,
  WriteFile,
} from "../../host/types";
import { type End, endOf, firstEnd } from "../../shared/lease";
import { type CloudInitFields, toCloudInit, toFields } from "./software/cloudInit";

/** What both wizards are offered besides their hardware. */
export interface Offer {
  /** When stock and prices were read. */
  readAt: string;
  keys: OrganizationKey[];
  keysFault: CommandError | null;
  suggestedName: string;
  knownTags: string[];
}

/** What the fields of the wizard hold. Lists of texts are lists of rows, since a row needs a place of its own. */
export interface DraftForm {
  /** Of a VM. */
  presetId: string | null;
  /** Of a rental; it is left out of the draft of a VM. */
  metal: MetalForm;
  name: string;
  password: string;
  keyMode: KeyMode;
  keyIds: string[];
  extraKeys: ExtraKeyRow[];
  cloudInit: CloudInitFields;
  firstSteps: FirstSteps;
  tags: string[];
  lease: End & { action: LeaseAction | "none" };
  /** The bounds of a standing order; without `on` it is deployed at once. */
  standing: StandingDraft & { on: boolean };
}

/** What a rental has in place of a preset; its number of GPUs is typed. */
export type MetalForm = Omit<MetalDraft, "gpuCount"> & { gpuCount: string };

/** A key of this deploy; the name stays when it is not to be saved after all. */
export interface ExtraKeyRow {
  text: string;
  save: boolean;
  saveAs: string;
}

/** An empty row for a key. */
export const NO_KEY: ExtraKeyRow = { text: "", save: false, saveAs: "" };

/** An empty row for a file. */
export const NO_FILE: WriteFile = {
  path: "",
  content: "",
  encoding: "",
  owner: "",
  permissions: "",
};

/** No rental. */
export const NO_METAL: MetalForm = {
  locationId: null,
  network: null,
  gpuCount: "",
  subOrder: "",
  storageMode: "none",
  storageId: null,
  volumeName: "",
  volumeGb: "",
};

/** None of the first steps. */
export const NO_STEPS: FirstSteps = {
  mount: false,
  exportPath: "",
  docker: false,
  run: false,
  script: "",
};

/** The first steps of an earlier deploy, as far as they are kept. */
function stepsAgain(again: JobAgain | undefined): FirstSteps {
  if (!again?.firstSteps) return NO_STEPS;
  const { mount, exportPath, docker } = again.firstSteps;
  return { ...NO_STEPS, mount, exportPath, docker };
}

/** What both wizards start with: the provider's offer, and an earlier deploy where one is asked for again. */
export function firstDraft(
  offer: Offer,
  again: JobAgain | undefined,
  begun: DeployStart | undefined,
): DraftForm {
  return {
    presetId: null,
    metal: NO_METAL,
    name: again?.name || offer.suggestedName,
    password: "",
    keyMode: again?.keyMode ?? "all",
    keyIds: again?.keyIds ?? [],
    extraKeys: [],
    cloudInit: begun?.cloudInit
      ? toFields(begun.cloudInit)
      : { packages: [], writeFiles: [], runcmd: [] },
    firstSteps: begun?.firstSteps ?? stepsAgain(again),
    tags: again?.tags ?? [],
    lease: {
      action: again?.lease?.action ?? "none",
      ...firstEnd(String(again?.lease?.hours || 12)),
    },
    standing: { on: false, limit: "", days: "7", tries: "3" },
  };
}

/** The form as the core takes it. */
export function toDraft(form: DraftForm, kind: MachineKind): DeployDraft {
  const { lease, metal, cloudInit, firstSteps, extraKeys, standing, ...rest } = form;
  const { mount, docker, run } = firstSteps;
  return {
    ...rest,
    metal: kind === "bareMetal" ? { ...metal, gpuCount: wholeNumber(metal.gpuCount) } : null,
    extraKeys: extraKeys.map(({ text, save, saveAs }) => ({ text, saveAs: save ? saveAs : null })),
    cloudInit: toCloudInit(cloudInit),
    // A step that is off says nothing, whatever was typed for it.
    ...(mount || docker || run ? { firstSteps } : {}),
    lease: lease.action === "none" ? null : { action: lease.action, ...draftEnd(lease) },
    standing: standing.on
      ? { limit: standing.limit, days: standing.days, tries: standing.tries }
      : null,
  };
}

function draftEnd(end: End): { hours: number; endsAt: string | null } {
  const { hours, endsAt } = endOf(end);
  // What is no number is no length either: the core says so at the field.
  return { hours: hours ?? 0, endsAt };
}

/** The steps in their order. */
export const STEPS: Record<MachineKind, readonly DeployStep[]> = {
  vm: ["hardware", "access", "software", "guardrails", "review"],
  bareMetal: ["hardware", "access", "storage", "software", "guardrails", "review"],
};

/** What the steps are called. */
export const STEP_LABELS: Record<DeployStep, string> = {
  hardware: "Hardware",
  access: "Access",
  storage: "Storage",
  software: "Software",
  guardrails: "Guardrails",
  review: "Review",
};

const PLACES: Record<keyof DraftForm | `metal.${keyof MetalForm}`, DeployStep> = {
  presetId: "hardware",
  metal: "hardware",
  "metal.locationId": "hardware",
  "metal.network": "hardware",
  "metal.gpuCount": "hardware",
  "metal.subOrder": "access",
  "metal.storageMode": "storage",
  "metal.storageId": "storage",
  "metal.volumeName": "storage",
  "metal.volumeGb": "storage",
  name: "access",
  password: "access",
  keyMode: "access",
  keyIds: "access",
  extraKeys: "access",
  cloudInit: "software",
  firstSteps: "software",
  tags: "guardrails",
  lease: "guardrails",
  standing: "guardrails",
};

/** The step on which a field stands; `null` for what is no field of this form. */
export function stepOf(path: string | null): DeployStep | null {
  const parts = path?.split(".") ?? [];
  for (const place of [parts.slice(0, 2).join("."), parts[0] ?? ""]) {
    if (Object.hasOwn(PLACES, place)) return PLACES[place as keyof typeof PLACES];
  }
  return null;
}
