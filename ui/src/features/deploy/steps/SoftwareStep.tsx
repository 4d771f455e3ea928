import "./software.css";
import { useController } from "react-hook-form";
import { TagInput } from "../../../design";
import type { DraftForm } from "../draft";
import { useFieldIssue } from "../issues";
import { Commands } from "./Commands";
import { Files } from "./Files";
import { Verdict } from "./Verdict";

/** What is put on the machine at its first start: cloud-init, as a form of what the provider takes. */
export function SoftwareStep() {
  return (
    <>
      <div className="software-head">
        <h2 className="h2">Software</h2>
        <span className="t3 hide-narrow">cloud-init, optional</span>
        <Verdict />
      </div>
      <section className="fields" aria-label="Packages">
        <Packages />
      </section>
      <Files />
      <Commands />
    </>
  );
}

function Packages() {
  const { field } = useController<DraftForm, "cloudInit.packages">({ name: "cloudInit.packages" });
  const { error } = useFieldIssue("cloudInit.packages");
  return (
    <div data-field="cloudInit.packages">
      <TagInput
        label="Packages"
        value={field.value}
        onChange={field.onChange}
        placeholder="git-lfs"
        hint="Names as the system's package manager knows them; Enter ends each."
        error={error}
      />
    </div>
  );
}
