import type { CommandError, JobView } from "../host/types";
import { withCloudInit } from "./cloudInitFixtures";
import { withConnect } from "./connectFixtures";
import {
  deployCost,
  deployOptions,
  deployReview,
  draftCheck,
  job,
  notReady,
  unknownJob,
} from "./deployFixtures";
import { ago, preset } from "./fixtures";
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
  return withStanding(withCloudInit(withConnect(host)))
    .on("deploy_options", () => deployOptions())
    .on("metal_options", () => metalOptions())
    .on("deploy_check", ({ draft }) => {
      if (draft.metal) return metalCheck(draft, draft.metal);
      const chosen = deployOptions().presets.find(({ id }) => id === draft.presetId);
      if (draft.name.trim() === "") return notReady("name", "Give the machine a name.");
      if (draft.standing && draft.password !== "") {
        return notReady("password", "A standing order takes no password.");
      }
      if (draft.standing && draft.standing.limit.trim() === "") {
        return notReady("standing.limit", "Say what it may cost per hour at most.");
      }
      if (draft.password !== "" && draft.password.length < 8) {
        return notReady("password", "A password has at least 8 characters.");
      }
      return draftCheck({
        extraKeys: draft.extraKeys.map(({ text }) => ({
          kind: text.startsWith("ssh-") ? "ED25519" : null,
          fingerprint: text.startsWith("ssh-") ? "SHA256:9aV0a0o6oSg0w4Jq0m1c2d3e4f5g6h7" : null,
          comment: text.split(" ")[2] ?? null,
          alreadyKnownAs: null,
          problem: null,
        })),
        extraKeyNames: draft.extraKeys.map(
          ({ text }) => text.split(" ")[2]?.replaceAll(/[^\w]+/g, "-") ?? null,
        ),
        cost: deployCost({ perHour: chosen?.perHour ?? "0" }),
      });
    })
    .on("cloud_init_check", ({ cloudInit }) => ({
      accepted: true,
      empty: cloudInit.packages.length + cloudInit.runcmd.length + cloudInit.writeFiles.length < 1,
      message: null,
      checkedAt: ago(0),
    }))
    .on("deploy_review", ({ draft }) =>
      draft.metal
        ? metalReview(draft.metal)
        : deployReview({
            preset: deployOptions().presets.find(({ id }) => id === draft.presetId) ?? preset(1),
          }),
    )
    .on("deploy_start", ({ draft }) => {
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
      if (id === "choose") {
        return unknownJob({
          id,
          candidates: [
            { id: "7d0c1f52-9b3e-4c1a-a6f4-2e81b0c7d913", name: "vm-1", createdAt: ago(90) },
            { id: "41f0aa12-0c11-4a90-8f6e-77d0c1b2a934", name: "vm-1", createdAt: ago(80) },
          ],
        });
      }
      if (id === "absent" || id === "refused" || id === "sent") {
        return job(id, {
          id,
          said:
            id === "sent"
              ? null
              : fault({ code: "provider", message: "It was not deployed. Nothing was bought." }),
        });
      }
      return job(id === "up" ? "up" : "accepted", {
        id,
        keyNotes: ["“laptop” was saved to the organization."],
      });
    })
    .on("deploy_job_look", ({ id }) => unknownJob({ id }))
    .on("deploy_job_choose", ({ id }) => job("found", { id }))
    .on("deploy_job_dismiss", () => ({}));
}
