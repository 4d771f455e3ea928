import { useWizard } from "../issues";
import { SoftwareFields } from "../software/SoftwareFields";

/** What is put on the machine at its first start. */
export function SoftwareStep() {
  return <SoftwareFields kind={useWizard().kind} />;
}
