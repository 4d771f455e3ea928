import { Page } from "../../app/Page";

export default function OverviewPage() {
  return <Page title="Overview">{null}</Page>;
}
