import { useSearch } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import {
  Banner,
  Button,
  Checkbox,
  Disclosure,
  Icon,
  Select,
  TextButton,
  TextField,
} from "../../design";
import { useAct, useAsk } from "../../host/queries";
import type { AppState, CommandError } from "../../host/types";
import { isSignedOut } from "../../shared/accounts/profiles";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";

const NEW = "new";
const ADVANCED = ["name", "baseUrl", "proxy", "extraRoot"];
const SHOWN = ["token", ...ADVANCED];

/** Connects an account. What was typed stays when it is refused; what is wrong stands at its field. */
export function SignInForm({ state, onDone }: { state: AppState; onDone: () => void }) {
  const wanted = useSearch({ from: "/first-start" }).profile;
  const signedOut = state.profiles.filter(isSignedOut);
  const [profileId, setProfileId] = useState(
    signedOut.some(({ id }) => id === wanted) && wanted ? wanted : NEW,
  );
  const profile = signedOut.find(({ id }) => id === profileId);
  const [token, setToken] = useState("");
  const [name, setName] = useState("");
  const [typedUrl, setTypedUrl] = useState<string | null>(null);
  const [proxy, setProxy] = useState(state.settings.proxy ?? "");
  const [extraRoot, setExtraRoot] = useState(state.settings.extraRoot ?? "");
  const [readOnly, setReadOnly] = useState(false);
  const [advanced, setAdvanced] = useState(false);
  const signIn = useAct("sign_in");
  const saveSettings = useAct("settings_set");
  const openLink = useAct("open_link");

  const baseUrl = typedUrl ?? profile?.baseUrl ?? state.defaultBaseUrl;
  const checked = useAsk(
    "check_base_url",
    { baseUrl },
    { enabled: advanced && typedUrl !== null, keepLast: true },
  );
  const urlIssues = typedUrl === null ? [] : (checked.data ?? []);
  const urlSays = (severity: "error" | "warning") =>
    urlIssues.find((issue) => issue.severity === severity)?.message;

  const error = saveSettings.error ?? signIn.error;
  const at = (field: string) => (error && fieldOf(error) === field ? error.message : null);
  const elsewhere = error && !SHOWN.includes(fieldOf(error) ?? "") ? error : null;
  const openLinkTo = (link: "console" | "support") => () => openLink.mutate({ link });

  const missing = token.trim() === "" && "Paste a token first";
  const out = useRef(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // Enter sends a form of one field even where its button is off or busy.
    if (missing || out.current) return;
    out.current = true;
    saveSettings.reset();
    signIn.reset();
    const kept = state.settings;
    try {
      if (proxy !== (kept.proxy ?? "") || extraRoot !== (kept.extraRoot ?? "")) {
        await saveSettings.mutateAsync({ ...kept, proxy, extraRoot });
      }
      await signIn.mutateAsync({
        profileId: profile?.id ?? null,
        name: profile?.name ?? name,
        baseUrl,
        token,
        readOnly,
      });
    } catch (failed) {
      // It stands at its field or under the form already; only a closed part must be opened for it.
      if (ADVANCED.includes((failed as CommandError).field ?? "")) setAdvanced(true);
      return;
    } finally {
      out.current = false;
    }
    onDone();
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate aria-labelledby="connect">
      <h2 className="h2" id="connect">
        Connect an account
      </h2>
      {signedOut.length > 0 ? (
        <Select
          label="Account"
          value={profileId}
          onChange={(id) => {
            setProfileId(id);
            setTypedUrl(null);
          }}
          options={[
            { value: NEW, label: "A new one" },
            ...signedOut.map(({ id, name }) => ({ value: id, label: `${name}, signed out` })),
          ]}
        />
      ) : null}
      <TextField
        label="API token"
        name="token"
        mono
        secret
        size="lg"
        autoFocus
        value={token}
        onChange={setToken}
        placeholder="Paste the token"
        error={at("token")}
        beside={
          <Button
            kind="primary"
            size="lg"
            type="submit"
            busy={signIn.isPending || saveSettings.isPending}
            disabledReason={missing}
          >
            Connect
          </Button>
        }
      />
      {/* Stays beside an error: who was refused needs another token. */}
      <p className="help ways-to-token">
        Made in the <TextButton onPress={openLinkTo("console")}>console</TextButton> under Account,
        Developers, or asked for at{" "}
        <TextButton onPress={openLinkTo("support")}>support@voltagepark.com</TextButton>. It is said
        to be valid for a year; the console says until when.
      </p>
      {profile ? null : (
        <Checkbox checked={readOnly} onChange={setReadOnly}>
          Read-only (for finance: can look, never buy or change)
        </Checkbox>
      )}
      {openLink.error ? <Banner tone="attention">{openLink.error.message}</Banner> : null}
      {elsewhere ? <ErrorBanner error={elsewhere} next /> : null}
      <Disclosure title="Advanced" open={advanced} onToggle={setAdvanced}>
        <div className="col gap3">
          {profile ? null : (
            <TextField
              label="Name"
              labelNote="optional"
              name="name"
              value={name}
              onChange={setName}
              hint="Shown in the sidebar."
              error={at("name")}
            />
          )}
          <TextField
            label="Base URL"
            name="baseUrl"
            mono
            value={baseUrl}
            onChange={setTypedUrl}
            error={at("baseUrl") ?? urlSays("error")}
            caution={urlSays("warning")}
            hint="Where the API is reached."
          />
          <div className="two">
            <TextField
              label="Proxy"
              labelNote="optional"
              name="proxy"
              mono
              value={proxy}
              onChange={setProxy}
              placeholder="http://proxy.example:3128"
              error={at("proxy")}
              hint="Empty means the system's."
            />
            <TextField
              label="Extra root certificate"
              labelNote="optional"
              name="extraRoot"
              mono
              value={extraRoot}
              onChange={setExtraRoot}
              placeholder="/path/to/root.pem"
              error={at("extraRoot")}
              hint="Path of a PEM file."
            />
          </div>
        </div>
      </Disclosure>
      <p className="keep">
        <span className="t3">
          <Icon of={Lock} size={14} />
        </span>
        <span>
          {state.keychainNotice ??
            "Kept in the keychain of this system. It is read once when you connect, and never shown, logged or exported."}
        </span>
      </p>
    </form>
  );
}

/** A refused token belongs at the token, whether the core names the field or not. */
function fieldOf(error: CommandError): string | null {
  return error.field ?? (error.code === "tokenRefused" ? "token" : null);
}
