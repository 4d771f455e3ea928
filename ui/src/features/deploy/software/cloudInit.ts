import type { CloudInitForm, WriteFile } from "../../../host/types";

/** cloud-init as the fields of a wizard hold it. */
export interface CloudInitFields {
  packages: string[];
  writeFiles: WriteFile[];
  runcmd: { text: string }[];
  /** The text has errors, or is not read yet: the fields are older than it. */
  textUnread?: boolean;
  /** The text, once it was asked for. It lives in the form so that it outlives the step. */
  yaml?: YamlText;
}

/** cloud-init as text. */
export interface YamlText {
  text: string;
  /** It is what is shown, in place of the fields. */
  shown: boolean;
  /** The fields that it was read as or written from, to see whether they were changed since. */
  of: string;
}

/** The part of a wizard's form that is about software. */
export interface SoftwareForm {
  cloudInit: CloudInitFields;
}

/** The fields as the core takes them. */
export function toCloudInit(fields: CloudInitFields): CloudInitForm {
  const { packages, writeFiles, runcmd, textUnread } = fields;
  return {
    packages,
    writeFiles,
    runcmd: runcmd.map(({ text }) => text),
    ...(textUnread ? { textUnread } : {}),
  };
}

/** What the core read, as fields. */
export function toFields({
  packages,
  writeFiles,
  runcmd,
}: CloudInitForm): Pick<CloudInitFields, "packages" | "writeFiles" | "runcmd"> {
  return { packages, writeFiles, runcmd: runcmd.map((text) => ({ text })) };
}

/** The fields as one text, to tell whether they were changed. */
export function stamp({ packages, writeFiles, runcmd }: CloudInitFields): string {
  return JSON.stringify([packages, writeFiles, runcmd]);
}

/** Nothing that was typed would be missed. */
export function isBlank({ packages, writeFiles, runcmd }: CloudInitFields): boolean {
  const typed = (text: string) => text.trim() !== "";
  return !(
    packages.some(typed) ||
    runcmd.some(({ text }) => typed(text)) ||
    writeFiles.some(({ path, content }) => typed(path) || content !== "")
  );
}
