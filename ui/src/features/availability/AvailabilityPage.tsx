import { Page } from "../../app/Page";

export default function AvailabilityPage() {
  return <Page title="Deploy">{null}</Page>;
}
