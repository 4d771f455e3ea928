import { useCallback, useEffect, useRef, useState } from "react";
import { useFormContext } from "react-hook-form";
import { useHost } from "../../../host/context";
import type { CloudInitForm, CommandError, TextIssue } from "../../../host/types";
import { toCommandError } from "../../../host/types";
import { type SoftwareForm, stamp, toCloudInit, toFields } from "./cloudInit";

/** How long typing has to rest before the text is read. */
const REST_MS = 250;

/** The text beside the fields: both say the same, or it is known that they do not. */
export function useYaml() {
  const host = useHost();
  const form = useFormContext<SoftwareForm>();
  const [issues, setIssues] = useState<TextIssue[]>([]);
  const [fault, setFault] = useState<CommandError | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const pending = useRef<string | null>(null);

  const setFields = useCallback(
    (read: CloudInitForm) => {
      const { packages, writeFiles, runcmd } = toFields(read);
      const dirty = { shouldDirty: true };
      form.setValue("cloudInit.packages", packages, dirty);
      form.setValue("cloudInit.writeFiles", writeFiles, dirty);
      form.setValue("cloudInit.runcmd", runcmd, dirty);
      form.setValue("cloudInit.textUnread", false, dirty);
    },
    [form],
  );

  const read = useCallback(
    async (text: string) => {
      clearTimeout(timer.current);
      pending.current = null;
      try {
        const answer = await host.call("cloud_init_parse", { text });
        // What was typed meanwhile is read in its turn.
        if (form.getValues("cloudInit.yaml.text") !== text) return;
        setFault(null);
        setIssues(answer.issues);
        if (answer.form) {
          setFields(answer.form);
          form.setValue("cloudInit.yaml.of", stamp(form.getValues("cloudInit")));
        }
      } catch (thrown) {
        setFault(toCommandError(thrown));
      }
    },
    [host, form, setFields],
  );

  // A step that is left takes no typing with it.
  useEffect(
    () => () => {
      if (pending.current !== null) void read(pending.current);
    },
    [read],
  );

  const type = (text: string) => {
    form.setValue("cloudInit.yaml.text", text, { shouldDirty: true });
    // Until it is read, nothing older may be sent in its place.
    form.setValue("cloudInit.textUnread", true, { shouldDirty: true });
    pending.current = text;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void read(text), REST_MS);
  };

  const write = async (): Promise<string | null> => {
    const fields = form.getValues("cloudInit");
    try {
      const { text } = await host.call("cloud_init_text", { cloudInit: toCloudInit(fields) });
      return text;
    } catch (thrown) {
      setFault(toCommandError(thrown));
      return null;
    }
  };

  /** Shows the text. It is written anew where the fields were changed since it was read. */
  const show = async () => {
    setFault(null);
    const fields = form.getValues("cloudInit");
    const kept = fields.yaml;
    const text = kept && kept.of === stamp(fields) ? kept.text : await write();
    if (text === null) return;
    setIssues([]);
    form.setValue("cloudInit.yaml", { text, shown: true, of: stamp(fields) });
    void read(text);
  };

  /** Shows the fields; `false` where the text says something else that would be lost. */
  const hide = async (): Promise<boolean> => {
    if (pending.current !== null) await read(pending.current);
    if (form.getValues("cloudInit.textUnread")) return false;
    form.setValue("cloudInit.yaml.shown", false);
    return true;
  };

  /** Goes back to the fields as they were read last. */
  const drop = () => {
    clearTimeout(timer.current);
    pending.current = null;
    setIssues([]);
    setFault(null);
    form.setValue("cloudInit.textUnread", false, { shouldDirty: true });
    form.setValue("cloudInit.yaml", undefined);
  };

  /** Puts another form in place of what was typed, and keeps what is shown shown. */
  const replace = async (next: CloudInitForm) => {
    clearTimeout(timer.current);
    pending.current = null;
    setFields(next);
    if (form.getValues("cloudInit.yaml")?.shown) {
      const text = await write();
      const of = stamp(form.getValues("cloudInit"));
      if (text !== null) {
        form.setValue("cloudInit.yaml", { text, shown: true, of });
        void read(text);
      }
    } else {
      form.setValue("cloudInit.yaml", undefined);
    }
  };

  return { issues, fault, type, show, hide, drop, replace };
}
