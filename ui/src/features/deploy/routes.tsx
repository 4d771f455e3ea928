import { Page } from "../../app/Page";

/** The wizard for a VM. */
export function DeployVmPage() {
  return <Page title="Deploy a VM">{null}</Page>;
}

/** The progress of one deploy. */
export function DeployJobPage() {
  return <Page title="Deploy">{null}</Page>;
}
