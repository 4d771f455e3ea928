import type {
  DeployCost,
  DeployOptions,
  DeployReview,
  DraftCheck,
  InstanceDetail,
  JobPhase,
  JobStep,
  JobView,
  MonthChange,
} from "../host/types";
import { ago, instance, preset } from "./fixtures";
import { fault } from "./scriptedHost";

/** What the wizard offers: one preset in two places, one in one, two sold out. */
export function deployOptions(over: Partial<DeployOptions> = {}): DeployOptions {
  return {
    readAt: ago(4),
    presets: [
      preset(1),
      preset(2, { places: ["Allen, Texas"] }),
      preset(4, { inStock: false, places: [] }),
      preset(8, { inStock: false, places: [] }),
    ],
    keys: [
      {
        id: "k1",
        name: "maria-laptop",
        kind: "ED25519",
        fingerprint: "SHA256:1vJ0mK0b7mV0a0o6oSg0w4Jq0m1c2d3e4f5g6h7i8j9",
      },
      { id: "k2", name: "ci-deploy", kind: "RSA 4096", fingerprint: null },
    ],
    keysFault: null,
    suggestedName: "vm-1",
    knownTags: ["eval", "team-b"],
    ...over,
  };
}

/** This month with one GPU more, in a budget of all and in one of a tag that it passes. */
export function monthChange(over: Partial<MonthChange> = {}): MonthChange {
  return {
    month: "2026-09",
    comesTo: { before: "68406.12", after: "69194.16" },
    budgets: [
      {
        tag: null,
        amount: "70000",
        comesTo: { before: "68406.12", after: "69194.16" },
        overBefore: false,
        overBy: null,
      },
    ],
    ...over,
  };
}

/** Cost of one GPU in an account that burns for six days more. */
export function deployCost(over: Partial<DeployCost> = {}): DeployCost {
  return {
    computePerHour: "1.89",
    storagePerHour: "0.10",
    perHour: "1.99",
    perDay: "47.76",
    per30Days: "1432.80",
    leaseAtMost: null,
    burn: { before: "112.88", after: "114.87" },
    runway: { beforeSeconds: 581_760, afterSeconds: 571_680 },
    month: monthChange(),
    ...over,
  };
}

/** A draft with which all is well. */
export function draftCheck(over: Partial<DraftCheck> = {}): DraftCheck {
  return {
    issues: [],
    ready: true,
    notReadyReason: null,
    firstOpenStep: null,
    extraKeys: [],
    extraKeyNames: [],
    cost: deployCost(),
    ...over,
  };
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
  return {
    preset: preset(1),
    readAt: ago(2),
    metal: null,
    quote: { hardwareId: "preset-1", computePerHour: "1.89", storagePerHour: "0.10" },
    cost: deployCost(),
    issues: [],
    keyNames: ["maria-laptop", "ci-deploy"],
    keyCount: 2,
    cloudInit: { accepted: true, empty: true, message: null, checkedAt: ago(2) },
    curl: [
      "curl -X POST https://cloud-api.voltagepark.com/api/v1/virtual-machines/instant \\",
      '  -H "Authorization: Bearer $VOLTAGE_PARK_TOKEN" \\',
      '  -H "Content-Type: application/json" \\',
      '  -d \'{"config_id":"preset-1","name":"vm-1","organization_ssh_keys":{"mode":"all"}}\'',
    ].join("\n"),
    ...over,
  };
}

const STEPS: Record<JobPhase, JobStep["state"][]> = {
  planned: ["done", "current", "ahead", "ahead", "ahead"],
  sent: ["done", "done", "current", "ahead", "ahead"],
  accepted: ["done", "done", "done", "current", "ahead"],
  found: ["done", "done", "done", "current", "ahead"],
  up: ["done", "done", "done", "done", "done"],
  refused: ["done", "done", "failed", "ahead", "ahead"],
  unknown: ["done", "done", "unknown", "ahead", "ahead"],
  absent: ["done", "done", "unknown", "ahead", "ahead"],
};

const LABELS = [
  "Order written down",
  "Sent to the provider",
  "Accepted by the provider",
  "Running",
  "Answers by SSH",
] as const;

/** A deploy in some phase. */
export function job(phase: JobPhase, over: Partial<JobView> = {}): JobView {
  const has = phase === "accepted" || phase === "found" || phase === "up";
  return {
    id: "j1",
    kind: "vm",
    name: "vm-1",
    tag: "vd-job-01k5c2aa",
    hardware: "1 × H100 SXM5 80 GB · 26 vCPU · 116 GB RAM · 2400 GB disk · TensorML 24 Everything",
    perHour: "1.99",
    phase,
    steps: LABELS.map((label, at) => {
      const state = STEPS[phase][at] ?? "ahead";
      return { label, state, at: state === "done" ? ago(60 - at * 10) : null };
    }),
    createdAt: ago(60),
    instanceId: has ? "vm-1" : null,
    settled: phase === "up" || phase === "refused" || phase === "absent",
    said: null,
    candidates: [],
    keyNotes: [],
    sshAnswers: phase === "up" ? true : null,
    warning: null,
    volumeNote: null,
    again: {
      presetId: "preset-1",
      metal: null,
      name: "vm-1",
      keyMode: "all",
      keyIds: [],
      tags: ["eval"],
      lease: null,
      hadPassword: true,
      hadCloudInit: false,
    },
    ...over,
  };
}

/** A deploy whose answer was lost. */
export function unknownJob(over: Partial<JobView> = {}): JobView {
  return job("unknown", {
    said: fault({
      code: "outcomeUnknown",
      message:
        'The connection broke. Nobody knows yet whether "vm-1" was deployed; the order is not sent again. If the machine exists, it costs $1.99/h. Voltdeck looks for it in the list of machines.',
    }),
    ...over,
  });
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
