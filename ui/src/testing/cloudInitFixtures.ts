import type { CloudInitForm, CloudInitTemplate, CommandError, TextIssue } from "../host/types";
import { given } from "./answers";
import answers from "./answers/catalog.json";
import type { ScriptedHost } from "./scriptedHost";

/** The templates that come with Voltdeck, and one of the person's own. */
export function templates(): CloudInitTemplate[] {
  const own: CloudInitTemplate = {
    id: "own-1",
    name: "Our training image",
    about: "",
    builtIn: false,
    cloudInit: { packages: ["git-lfs"], writeFiles: [], runcmd: ["nvidia-smi"] },
  };
  return [...given<CloudInitTemplate[]>(answers.templates), own];
}

/** The form as the core would write it, as far as made-up answers go. */
export function textOf({ packages, writeFiles, runcmd }: CloudInitForm): string {
  const list = (key: string, items: readonly string[]) =>
    items.length === 0 ? [] : [`${key}:`, ...items.map((item) => `  - ${item}`)];
  const files = writeFiles.flatMap(({ path, content, permissions }) => [
    `  - path: ${path}`,
    ...(permissions === "" ? [] : [`    permissions: "${permissions}"`]),
    ...(content === ""
      ? []
      : [
          "    content: |",
          ...content
            .trimEnd()
            .split("\n")
            .map((line) => `      ${line}`),
        ]),
  ]);
  return [
    "#cloud-config",
    ...list("packages", packages),
    ...(files.length > 0 ? ["write_files:", ...files] : []),
    ...list("runcmd", runcmd),
    "",
  ].join("\n");
}

/** What a text of packages and commands says; another key is flagged at its line. */
export function parsed(text: string): { form: CloudInitForm | null; issues: TextIssue[] } {
  const form: CloudInitForm = { packages: [], writeFiles: [], runcmd: [] };
  const issues: TextIssue[] = [];
  let list: string[] | null = null;
  for (const [index, line] of text.split("\n").entries()) {
    const key = /^(\w+):/.exec(line)?.[1];
    const item = /^\s*- (.*)$/.exec(line)?.[1];
    if (key === "packages") list = form.packages;
    else if (key === "runcmd") list = form.runcmd;
    else if (key === "write_files") list = [];
    else if (key) {
      issues.push({
        line: index + 1,
        column: 1,
        endColumn: key.length + 1,
        severity: "error",
        message: "The provider takes only packages, write_files and runcmd. Mount with a command.",
      });
    } else if (item !== undefined) list?.push(item);
  }
  return { form: issues.length > 0 ? null : form, issues };
}

/** Gives a host answers to all that is asked of cloud-init as text and of templates. */
export function withCloudInit(host: ScriptedHost): ScriptedHost {
  let all = templates();
  return host
    .on("cloud_init_parse", ({ text }) => parsed(text))
    .on("cloud_init_text", ({ cloudInit }) => ({ text: textOf(cloudInit) }))
    .on("cloud_init_templates", () => all)
    .on("cloud_init_template_save", ({ name, cloudInit }) => {
      if (name.trim() === "") throw given<CommandError>(answers.templateNameless);
      if (cloudInit.runcmd.some((text) => text.includes("hf_"))) {
        throw given<CommandError>(answers.templateSecret);
      }
      const own = { id: `own-${all.length}`, name, about: "", builtIn: false, cloudInit };
      all = [...all, own];
      return all;
    })
    .on("cloud_init_template_delete", ({ id }) => {
      all = all.filter((one) => one.id !== id);
      return all;
    });
}
