import { useEffect, useState } from "react";
import {
  Button,
  Checkbox,
  Dialog,
  RadioCard,
  RadioCards,
  Swatch,
  TextField,
  type TextFieldProps,
  toast,
} from "../../design";
import type { ProfileColour, ProfileView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";

/** The colours of an account and what they are called. */
const COLOURS: Record<ProfileColour, string> = {
  grey: "Grey",
  blue: "Blue",
  teal: "Teal",
  green: "Green",
  amber: "Amber",
  red: "Red",
  purple: "Purple",
};

const TEXTS = [
  "name",
  "organizationId",
  "currency",
  "sshUser",
  "tokenEndsOn",
  "spendingLimit",
] as const;
type Text = (typeof TEXTS)[number];

/** Name and labels of an account. What is wrong stands at its field; what was typed stays. */
export function EditProfile({
  profile,
  fallbackUser,
  onClose,
}: {
  /** The account that is meant; without one the dialog is closed. */
  profile: ProfileView | null;
  /** The user of the settings, which an account without one of its own takes. */
  fallbackUser: string | undefined;
  onClose: () => void;
}) {
  const update = useSend("profile_update");
  const [values, setValues] = useState(profile);
  useEffect(() => {
    if (profile) setValues(profile);
  }, [profile]);
  const shown = values ?? profile;
  const done = () => {
    update.reset();
    onClose();
  };
  const error = update.error;
  const elsewhere = error && !TEXTS.includes(error.field as Text) ? error : null;
  const field = (name: Text): TextFieldProps => ({
    name,
    value: shown?.[name] ?? "",
    error: error?.field === name ? error.message : null,
    onChange: (text) => {
      if (error?.field === name) update.reset();
      if (shown) setValues({ ...shown, [name]: text });
    },
  });
  return (
    <Dialog
      open={profile !== null}
      onClose={() => {
        if (!update.busy) done();
      }}
      title={`Edit ${profile?.name ?? ""}`}
      onSubmit={() => {
        if (!shown) return;
        const { id, name, organizationId, currency, colour, sshUser, samplesGpus } = shown;
        const tokenEndsOn = shown.tokenEndsOn ?? "";
        const spendingLimit = shown.spendingLimit ?? "";
        const labels = { name, organizationId, currency, colour, sshUser };
        update.send({ id, ...labels, tokenEndsOn, spendingLimit, samplesGpus }, () => {
          toast({ mark: "info", title: `${name.trim()} saved` });
          done();
        });
      }}
      foot={
        <>
          <Button disabledReason={update.busy && "It is being saved"} onPress={done}>
            Cancel
          </Button>
          <Button kind="primary" type="submit" busy={update.busy}>
            Save
          </Button>
        </>
      }
    >
      <TextField {...field("name")} label="Name" autoFocus />
      <RadioCards
        label="Colour"
        className="swatches"
        value={shown?.colour ?? "grey"}
        onChange={(colour) => {
          if (shown) setValues({ ...shown, colour: colour as ProfileColour });
        }}
      >
        {(Object.keys(COLOURS) as ProfileColour[]).map((colour) => (
          <RadioCard key={colour} value={colour}>
            <span className="row tight">
              <Swatch colour={colour} />
              {COLOURS[colour]}
            </span>
          </RadioCard>
        ))}
      </RadioCards>
      <TextField
        {...field("organizationId")}
        label="Organization ID"
        labelNote="optional"
        mono
        hint="Stands on statements, and the provider's support asks for it."
      />
      <div className="two">
        <TextField
          {...field("currency")}
          label="Currency"
          mono
          hint="A label on statements; nothing is converted."
        />
        <TextField
          {...field("sshUser")}
          label="SSH user"
          labelNote="optional"
          mono
          placeholder={fallbackUser}
          hint="Of its VMs. Empty takes the one below."
        />
      </div>
      <TextField
        {...field("spendingLimit")}
        label="Spending limit per hour"
        labelNote="optional"
        mono
        placeholder="20.00"
        hint="To deploy or start anything that brings the account's rate above it, you type its name first."
      />
      <Checkbox
        checked={shown?.samplesGpus ?? false}
        onChange={(samplesGpus) => {
          if (shown) setValues({ ...shown, samplesGpus });
        }}
        hint="Every 5 minutes Voltdeck logs in to each running instance with your SSH key and runs nvidia-smi. It changes nothing there, and pauses while this computer runs on battery."
      >
        Read GPU use in the background
      </Checkbox>
      {profile?.kind === "provider" ? (
        <TextField
          {...field("tokenEndsOn")}
          label="The token ends on"
          labelNote="optional"
          mono
          placeholder="2027-03-01"
          hint="Tokens are said to be valid one year; the provider does not tell the day. With it you are reminded 14 and 3 days before."
        />
      ) : null}
      {profile?.baseUrl ? (
        <p className="t3 t12">
          Reached at <span className="mono">{profile.baseUrl}</span>. To change that, sign out and
          in again.
        </p>
      ) : null}
      {elsewhere ? <ErrorBanner error={elsewhere} next /> : null}
    </Dialog>
  );
}
