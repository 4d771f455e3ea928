import { Page } from "../../app/Page";

export default function KeysPage() {
  return <Page title="Keys">{null}</Page>;
}
