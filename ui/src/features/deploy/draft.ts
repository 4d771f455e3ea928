import { wholeNumber } from "../../design";
import type {
  DeployDraft,
  DeployOptions,
  DeployStep,
  JobAgain,
  KeyMode,
  LeaseAction,
  PresetView,
  WriteFile,
} from "../../host/types";

/** What the fields of the wizard hold. Lists of texts are lists of rows, since a row needs a place of its own. */
export interface DraftForm {
  presetId: string | null;
  name: string;
  password: string;
  keyMode: KeyMode;
  keyIds: string[];
  extraKeys: ExtraKeyRow[];
  cloudInit: { packages: string[]; writeFiles: WriteFile[]; runcmd: { text: string }[] };
  tags: string[];
  lease: { action: LeaseAction | "none"; hours: string };
}

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

/** A preset that can be had now. */
export function canBeHad(preset: PresetView): boolean {
  return preset.inStock && preset.perHour !== null;
}

/** What the wizard starts with: the provider's offer, and an earlier deploy where one is asked for again. */
export function firstDraft(options: DeployOptions, again: JobAgain | undefined): DraftForm {
  const offered = options.presets.find((preset) => preset.id === again?.presetId);
  const preset = offered ?? options.presets.find(canBeHad);
  return {
    presetId: preset?.id ?? null,
    name: again?.name || options.suggestedName,
    password: "",
    keyMode: again?.keyMode ?? "all",
    keyIds: again?.keyIds ?? [],
    extraKeys: [],
    cloudInit: { packages: [], writeFiles: [], runcmd: [] },
    tags: again?.tags ?? [],
    lease: {
      action: again?.lease?.action ?? "none",
      hours: String(again?.lease?.hours ?? 12),
    },
  };
}

/** The form as the core takes it. */
export function toDraft(form: DraftForm): DeployDraft {
  const { lease, cloudInit, extraKeys, ...rest } = form;
  return {
    ...rest,
    metal: null,
    extraKeys: extraKeys.map(({ text, save, saveAs }) => ({ text, saveAs: save ? saveAs : null })),
    cloudInit: { ...cloudInit, runcmd: cloudInit.runcmd.map(({ text }) => text) },
    lease:
      lease.action === "none"
        ? null
        : // What is no number is no length either: the core says so at the field.
          { action: lease.action, hours: wholeNumber(lease.hours) ?? 0 },
  };
}

/** The steps in their order. */
export const STEPS: readonly { id: DeployStep; label: string }[] = [
  { id: "hardware", label: "Hardware" },
  { id: "access", label: "Access" },
  { id: "software", label: "Software" },
  { id: "guardrails", label: "Guardrails" },
  { id: "review", label: "Review" },
];

const PLACES: Record<keyof DraftForm, DeployStep> = {
  presetId: "hardware",
  name: "access",
  password: "access",
  keyMode: "access",
  keyIds: "access",
  extraKeys: "access",
  cloudInit: "software",
  tags: "guardrails",
  lease: "guardrails",
};

/** The step on which a field stands; `null` for what is no field of this form. */
export function stepOf(path: string | null): DeployStep | null {
  const head = path?.split(".")[0] ?? "";
  return Object.hasOwn(PLACES, head) ? PLACES[head as keyof DraftForm] : null;
}

/** `2 × H100`. */
export function presetName(preset: PresetView): string {
  return `${preset.gpus} × ${preset.gpuShort}`;
}
