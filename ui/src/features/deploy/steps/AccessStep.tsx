import "./access.css";
import type { ReactNode } from "react";
import { useController, useWatch } from "react-hook-form";
import { TextField } from "../../../design";
import { useAsk } from "../../../host/queries";
import { LinkButton } from "../../../shared/page/LinkTo";
import type { DraftForm } from "../draft";
import { useFieldIssue, useWizard } from "../issues";
import { ExtraKeys } from "./ExtraKeys";
import { OrganizationKeys } from "./OrganizationKeys";

/** Its name, and who gets in. */
export function AccessStep({
  secret,
  children,
}: {
  /** What stands for a password. */
  secret: ReactNode;
  /** What else its kind asks of who reaches it. */
  children?: ReactNode;
}) {
  return (
    <>
      <section className="fields" aria-labelledby="access-title">
        <h2 className="h2" id="access-title">
          Name and access
        </h2>
        <Name />
        {secret}
      </section>
      <OrganizationKeys />
      <ExtraKeys />
      {children}
    </>
  );
}

function Name() {
  const { field } = useController<DraftForm, "name">({ name: "name" });
  const { error, caution } = useFieldIssue("name");
  return (
    <div data-field="name" className="col gap2">
      <TextField
        label="Name"
        name={field.name}
        value={field.value}
        onChange={field.onChange}
        onBlur={field.onBlur}
        error={error}
        caution={caution}
        hint="By it you find the machine again."
      />
      {error ? <OpenDeploy /> : null}
    </div>
  );
}

/** Where a deploy of the same name is not settled, the way to it. */
function OpenDeploy() {
  const { check } = useWizard();
  const name = useWatch<DraftForm, "name">({ name: "name" }).trim();
  // Asked again with each check, since it is there that the name was found to be taken.
  const jobs = useAsk("deploy_jobs", {}, { enabled: check !== undefined });
  const open = jobs.data?.find((job) => job.name === name);
  if (!open) return null;
  return (
    <div>
      <LinkButton size="sm" to="/deploy/job/$id" params={{ id: open.id }}>
        Show the deploy of {open.name}
      </LinkButton>
    </div>
  );
}
