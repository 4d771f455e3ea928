import { Page } from "../../app/Page";

/** The list of machines. */
export function InstancesPage() {
  return <Page title="Instances">{null}</Page>;
}
