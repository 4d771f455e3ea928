import { Page } from "../../app/Page";

export default function BillingPage() {
  return <Page title="Billing">{null}</Page>;
}
