import type {
  CommandError,
  DeployStart,
  DeployTemplateRead,
  DeployTemplateView,
  FirstStepsView,
} from "../host/types";
import { given } from "./answers";
import answers from "./answers/deploy.json";
import type { ScriptedHost } from "./scriptedHost";

/** What a wizard begins with for an instance. */
export const draftLike = (over: Partial<DeployStart> = {}): DeployStart => ({
  ...given<DeployStart>(answers.draftLike),
  ...over,
});

/** The deploy templates that there are. */
export const deployTemplates = (): DeployTemplateView[] => given(answers.deployTemplates);

/** What is in the file of one. */
export const templateRead = (over: Partial<DeployTemplateRead> = {}): DeployTemplateRead => ({
  ...given<DeployTemplateRead>(answers.deployTemplateRead),
  ...over,
});

/** Gives a host answers to all that is asked of first steps, deploy templates, and what a wizard begins with. */
export function withDeployStart(host: ScriptedHost): ScriptedHost {
  let all = deployTemplates();
  return host
    .on("first_steps", ({ draft }) => {
      if (draft.metal) return given<FirstStepsView>(answers.firstStepsMetal);
      const on = draft.firstSteps != null;
      return given<FirstStepsView>(on ? answers.firstStepsOn : answers.firstSteps);
    })
    .on("deploy_draft_like", ({ id }) => {
      if (id === "nobody") throw given<CommandError>(answers.draftLikeNobody);
      return id.startsWith("bm")
        ? given<DeployStart>(answers.draftLikeMetal)
        : draftLike({ again: { ...draftLike().again, presetId: "preset-1" } });
    })
    .on("deploy_templates", () => all)
    .on("deploy_template_start", () => given<DeployStart>(answers.deployTemplateStart))
    .on("deploy_template_save", ({ name, replace }) => {
      if (all.some((one) => one.name === name) && !replace) {
        throw given<CommandError>(answers.deployTemplateExists);
      }
      return all;
    })
    .on("deploy_template_delete", ({ id }) => {
      all = all.filter((one) => one.id !== id);
      return all;
    })
    .on("deploy_template_export", () => ({ path: "/home/me/template.json", lines: 0 }))
    .on("deploy_template_read", ({ text }) => {
      if (text === "{}") throw given<CommandError>(answers.deployTemplateNone);
      return templateRead();
    })
    .on("deploy_template_import", () => all);
}
