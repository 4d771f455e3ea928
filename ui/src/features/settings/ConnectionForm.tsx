import { type FormEvent, useState } from "react";
import { Button, TextField, type TextFieldProps, toast } from "../../design";
import { useAct } from "../../host/queries";
import type { AppState, SettingsView } from "../../host/types";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";

type Field = "sshUser" | "proxy" | "extraRoot";
type Values = Record<Field, string>;
const FIELDS: readonly Field[] = ["sshUser", "proxy", "extraRoot"];

function valuesOf(settings: SettingsView): Values {
  return {
    sshUser: settings.sshUser ?? "",
    proxy: settings.proxy ?? "",
    extraRoot: settings.extraRoot ?? "",
  };
}

const PROXY_PASSWORD = {
  keychain:
    "Its password is in the keychain and is not shown. Enter the whole address to change it.",
  session:
    "Its password is kept until you quit, because no keychain took it. Enter the whole address to change it.",
  none: "Used for all requests. Leave empty to use the system's proxy. A password in the address goes to the keychain.",
} as const;

/** SSH user, proxy and certificate. They are checked when they are saved; what is wrong stands at its field. */
export function ConnectionForm({ state }: { state: AppState }) {
  const { settings, proxyPassword } = state;
  const save = useAct("settings_set");
  // Only what is being typed is held here: a setting that changes elsewhere does not take it away.
  const [typed, setTyped] = useState<Partial<Values>>({});
  const kept = valuesOf(settings);
  const values = { ...kept, ...typed };
  const isDirty = FIELDS.some((name) => values[name] !== kept[name]);
  const error = save.error;
  const elsewhere = error && !FIELDS.includes(error.field as Field) ? error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (save.isPending) return;
    save.mutate(
      { ...settings, ...values },
      {
        onSuccess: () => {
          // What was typed in the meantime is not saved yet.
          setTyped((now) => (now === typed ? {} : now));
          toast({ mark: "info", title: "Settings saved" });
        },
      },
    );
  };
  const field = (name: Field): TextFieldProps => ({
    name,
    mono: true,
    value: values[name],
    error: error?.field === name ? error.message : null,
    onChange: (text) => {
      if (error?.field === name) save.reset();
      setTyped({ ...typed, [name]: text });
    },
  });
  return (
    <form onSubmit={submit} noValidate aria-label="Connection">
      <TextField
        {...field("sshUser")}
        label="SSH user"
        hint="Stands in the SSH command of a VM; the provider does not tell it."
      />
      <TextField
        {...field("proxy")}
        label="Proxy"
        labelNote="optional"
        placeholder="http://proxy.example:3128"
        hint={PROXY_PASSWORD[proxyPassword]}
      />
      <TextField
        {...field("extraRoot")}
        label="Extra root certificate"
        labelNote="optional"
        placeholder="/path/to/root.pem"
        hint="Path of a PEM file that is trusted besides the system's certificates."
      />
      {elsewhere ? <ErrorBanner error={elsewhere} next /> : null}
      <div className="btns">
        <Button
          kind="primary"
          type="submit"
          busy={save.isPending}
          disabledReason={!isDirty && "Nothing was changed"}
        >
          Save
        </Button>
        {isDirty ? (
          <Button
            kind="quiet"
            onPress={() => {
              save.reset();
              setTyped({});
            }}
          >
            Undo changes
          </Button>
        ) : null}
      </div>
    </form>
  );
}
