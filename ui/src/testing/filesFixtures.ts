import type {
  Args,
  RemoteFolderView,
  TransferCheck,
  TransferStage,
  TransferView,
} from "../host/types";
import { ago } from "./fixtures";
import type { ScriptedHost } from "./scriptedHost";

const STATES: Record<TransferStage, TransferView["state"]> = {
  waiting: { word: "Waiting", mark: "pending", raw: "" },
  preparing: { word: "Connecting", mark: "pending", raw: "" },
  running: { word: "Running", mark: "pending", raw: "" },
  stopped: { word: "Stopped", mark: "stopped", raw: "" },
  done: { word: "Done", mark: "running", raw: "" },
  failed: { word: "Failed", mark: "failed", raw: "" },
};

/** A transfer at a stage, as the core tells of it. */
export function transfer(stage: TransferStage, over: Partial<TransferView> = {}): TransferView {
  const ended = stage === "stopped" || stage === "done" || stage === "failed";
  return {
    id: `transfer-${stage}`,
    instanceId: "vm-1",
    machine: "eval-a",
    direction: "push",
    what: "model.safetensors",
    to: "/home/ubuntu/models",
    stage,
    state: STATES[stage],
    percent: stage === "done" ? 100 : 0,
    progress: "",
    said: null,
    leftOut: [],
    leftOutCount: 0,
    since: ago(120),
    endedAt: ended ? ago(5) : null,
    canStop: !ended,
    canResume: stage === "stopped" || stage === "failed",
    canShow: over.direction === "pull",
    ...over,
  };
}

/** One at every stage. */
export const allTransfers = (): TransferView[] => [
  transfer("running", { percent: 35, progress: "1.2 GB of 3.4 GB, 45 MB/s, 49 s left" }),
  transfer("preparing", {
    what: "checkpoints",
    direction: "pull",
    to: "/home/maria/Downloads",
  }),
  transfer("waiting", { what: "3 items", to: "/data" }),
  transfer("stopped", {
    what: "a-file-with-a-name-that-goes-on-and-on-until-it-is-cut.tar.zst",
    percent: 62,
    progress: "8.1 GB of 13 GB",
    said: "The connection was lost. Resume when the instance answers.",
  }),
  transfer("failed", {
    what: "dataset",
    percent: 97,
    progress: "970 MB of 1.0 GB",
    said: "2 of 412 files were not transferred. Resume to try them again.",
    leftOut: [
      "dataset/private.key: permission denied on the instance",
      "dataset/readme.md: a file with this name already exists and was not replaced",
    ],
    leftOutCount: 2,
  }),
  transfer("done", {
    what: "results",
    direction: "pull",
    to: "/home/maria/Downloads",
    progress: "12 files, 5.0 MB",
  }),
];

const FOLDER: RemoteFolderView = {
  path: "/home/ubuntu",
  parent: "/home",
  note: null,
  entries: [
    {
      name: "checkpoints",
      path: "/home/ubuntu/checkpoints",
      folder: true,
      size: null,
      changedAt: ago(3600),
      whyNot: null,
    },
    {
      name: "train.log",
      path: "/home/ubuntu/train.log",
      folder: false,
      size: "4.1 MB",
      changedAt: ago(60),
      whyNot: null,
    },
    {
      name: "agent.sock",
      path: "/home/ubuntu/agent.sock",
      folder: false,
      size: null,
      changedAt: ago(60),
      whyNot: "not a regular file",
    },
  ],
};

/** The home folder of an instance. */
export const remoteFolder = (): RemoteFolderView => FOLDER;

/** What a transfer would do. */
export function transferCheck(over: Partial<TransferCheck> = {}): TransferCheck {
  return {
    what: "1 file, 3.4 GB",
    to: "/home/ubuntu",
    existing: 0,
    existingNames: [],
    seen: "e3b0c442",
    skipped: [],
    skippedCount: 0,
    problem: null,
    ...over,
  };
}

/** Gives a host answers to all that is asked of files. */
export function withFiles(host: ScriptedHost, begun: TransferView[] = []): ScriptedHost {
  let all = begun;
  const change = (id: string, next: (one: TransferView) => TransferView) => {
    all = all.map((one) => (one.id === id ? next(one) : one));
    return all;
  };
  const held = { id: "held-1", label: "model.safetensors", names: ["model.safetensors"] };
  return host
    .on("transfers", () => all)
    .on("files_choose", () => held)
    .on("files_dropped", () => held)
    .on("files_folder", ({ path }) => (path === "" ? FOLDER : { ...FOLDER, path, entries: [] }))
    .on("files_check", () => transferCheck())
    .on("transfer_start", ({ id, direction }: Args<"transfer_start">) => {
      all = [transfer("waiting", { id: "transfer-new", instanceId: id, direction }), ...all];
      return all;
    })
    .on("transfer_stop", ({ id }) =>
      change(id, (one) => transfer("stopped", { ...one, ...ofStage("stopped") })),
    )
    .on("transfer_resume", ({ id }) =>
      change(id, (one) => transfer("waiting", { ...one, ...ofStage("waiting") })),
    )
    .on("transfer_clear", ({ id }) => {
      all = all.filter((one) => one.id !== id);
      return all;
    })
    .on("transfer_show", () => ({}));
}

function ofStage(stage: TransferStage): Partial<TransferView> {
  const { state, canStop, canResume } = transfer(stage);
  return { stage, state, canStop, canResume };
}
