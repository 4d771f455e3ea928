import { Page } from "../../../app/Page";

export default function DeployMetalPage() {
  return <Page title="Deploy">{null}</Page>;
}
