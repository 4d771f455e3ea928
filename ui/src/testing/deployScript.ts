import type { CommandError, DeployDraft, JobView, KeyCheck } from "../host/types";
import answers from "./answers/deploy.json";
import { withCloudInit } from "./cloudInitFixtures";
import { withConnect } from "./connectFixtures";
import {
  chooseJob,
  deployCost,
  deployOptions,
  deployReview,
  draftCheck,
  job,
  unknownJob,
} from "./deployFixtures";
import { withDeployStart } from "./deployStartFixtures";
import { ago, preset } from "./fixtures";
import { keyFile } from "./keyFixtures";
import { metalCheck, metalJob, metalOptions, metalReview } from "./metalFixtures";
import { fault, type ScriptedHost } from "./scriptedHost";
import { withStanding } from "./stockFixtures";

/** Deploys of rentals, by their id. */
const METAL_JOBS: Record<string, () => JobView> = {
  m1: () => metalJob("accepted"),
  metal: () =>
    metalJob("up", {
      instanceId: "bm-1",
      warning: "Capacity in this location is being expanded; networking may pause on 3 December.",
      volumeNote: "The volume “scratch” (500 GB) was created and attached.",
    }),
  "metal-refused": () =>
    metalJob("refused", {
      said: fault({
        code: "provider",
        message: "The provider answered 409: not enough nodes. No machine was bought.",
        requestId: "req-91",
      }),
      volumeNote: "The volume “scratch” (500 GB) was created before. It stays and costs $0.035/h.",
    }),
};

/** Names with which a deploy fails, to look at what is said then. */
const FAILURES: Record<string, Partial<CommandError>> = {
  moved: {
    code: "priceMoved",
    field: "presetId",
    message: "The price moved from $1.99/h to $2.49/h since you reviewed it.",
  },
  sold: {
    code: "soldOut",
    field: "presetId",
    message: "1 × H100 sold out a moment ago. Nothing was sent or bought. Choose other hardware.",
  },
  broken: {
    code: "provider",
    message: "The provider answered with an error of its own (500). Nothing was bought.",
    requestId: "req-8f2c",
  },
};

/** Gives a host answers to all that the deploy screens ask; the job's id chooses its phase. */
export function withDeploy(host: ScriptedHost): ScriptedHost {
  const reviewed = new Map<string, DeployDraft>();
  return withStanding(withDeployStart(withCloudInit(withConnect(host))))
    .on("ssh_key_file", ({ base64 }) => keyFile(base64))
    .on("deploy_options", () => deployOptions())
    .on("metal_options", () => metalOptions())
    .on("deploy_check", ({ draft }) => {
      if (draft.metal) return metalCheck(draft, draft.metal);
      if (draft.name.trim() === "") return draftCheck({}, answers.checkNameless);
      if (draft.standing && draft.password !== "") {
        return draftCheck({}, answers.checkStandingPassword);
      }
      if (draft.standing?.limit.trim() === "") return draftCheck({}, answers.checkStandingLimit);
      if (draft.password !== "" && draft.password.length < 8) {
        return draftCheck({}, answers.checkPassword);
      }
      const chosen = deployOptions().presets.find(({ id }) => id === draft.presetId);
      const cost = deployCost({ perHour: chosen?.perHour ?? "0" });
      const keys = draft.extraKeys.map(({ text }) => {
        const scene = text.startsWith("ssh-") ? answers.checkKey : answers.checkNoKey;
        const { extraKeys } = draftCheck({}, scene);
        const comment = text.split(" ")[2] ?? null;
        return { view: { ...extraKeys[0], comment }, name: comment?.replaceAll(/[^\w]+/g, "-") };
      });
      return draftCheck({
        cost,
        extraKeys: keys.map(({ view }) => view as KeyCheck),
        extraKeyNames: keys.map(({ name }) => name ?? null),
      });
    })
    .on("cloud_init_check", ({ cloudInit }) => ({
      accepted: true,
      empty: cloudInit.packages.length + cloudInit.runcmd.length + cloudInit.writeFiles.length < 1,
      message: null,
      checkedAt: ago(0),
    }))
    .on("deploy_review", ({ draft }) => {
      const review = draft.metal
        ? metalReview(draft.metal)
        : deployReview({
            preset: deployOptions().presets.find(({ id }) => id === draft.presetId) ?? preset(1),
          });
      const id = `review-${reviewed.size + 1}`;
      reviewed.set(id, draft);
      return { ...review, id };
    })
    .on("deploy_start", ({ reviewId }) => {
      const draft = reviewed.get(reviewId);
      if (!draft) throw fault({ code: "notAllowed", message: "This review is no longer valid." });
      reviewed.delete(reviewId);
      const failure = FAILURES[draft.name];
      if (failure) throw fault(failure);
      const made = draft.metal ? metalJob : job;
      return made("accepted", { name: draft.name });
    })
    .on("deploy_jobs", () => [])
    .on("deploy_job", ({ id }) => {
      const metal = METAL_JOBS[id];
      if (metal) return metal();
      if (id === "unknown") return unknownJob({ id });
      if (id === "choose") return chooseJob({ id });
      if (id === "absent" || id === "refused" || id === "sent") return job(id, { id });
      return job(id === "up" ? "up" : "accepted", {
        id,
        keyNotes: ["“laptop” was saved to the organization."],
      });
    })
    .on("deploy_job_look", ({ id }) => unknownJob({ id }))
    .on("deploy_job_choose", ({ id }) => job("found", { id }))
    .on("deploy_job_dismiss", () => ({}));
}
