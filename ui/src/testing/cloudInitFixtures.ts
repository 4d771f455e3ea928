import type { CloudInitForm, CloudInitTemplate, TextIssue } from "../host/types";
import { fault, type ScriptedHost } from "./scriptedHost";

/** A template that comes with Voltdeck, and one of the person's own. */
export function templates(): CloudInitTemplate[] {
  return [
    {
      id: "jupyter",
      name: "JupyterLab",
      about:
        "A service that listens on the machine's own port 8888 alone: open it with a tunnel. Its login token is in the journal: sudo journalctl -u jupyter",
      builtIn: true,
      cloudInit: {
        packages: ["python3-venv"],
        writeFiles: [
          {
            path: "/etc/systemd/system/jupyter.service",
            content: "[Service]\nExecStart=/opt/jupyter/bin/jupyter lab --ip=127.0.0.1\n",
            encoding: "",
            owner: "",
            permissions: "0644",
          },
        ],
        runcmd: ["python3 -m venv /opt/jupyter", "systemctl enable --now jupyter"],
      },
    },
    {
      id: "docker-nvidia",
      name: "Docker with the NVIDIA toolkit",
      about: "Containers that see the GPUs, on Ubuntu with NVIDIA's driver.",
      builtIn: true,
      cloudInit: { packages: ["docker.io"], writeFiles: [], runcmd: ["systemctl restart docker"] },
    },
    {
      id: "own-1",
      name: "Our training image",
      about: "",
      builtIn: false,
      cloudInit: { packages: ["git-lfs"], writeFiles: [], runcmd: ["nvidia-smi"] },
    },
  ];
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
      if (name.trim() === "") {
        const message = "Give the template a name of up to 60 characters.";
        throw fault({ code: "invalid", field: "name", message, retryable: false });
      }
      if (cloudInit.runcmd.some((text) => text.includes("hf_"))) {
        const message =
          "A token seems to stand here. Templates are kept unencrypted on this computer, so nothing was saved. Take it out, or let the machine fetch it.";
        throw fault({ code: "invalid", field: "cloudInit.runcmd.0", message, retryable: false });
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
