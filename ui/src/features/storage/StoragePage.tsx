import { Page } from "../../app/Page";

export default function StoragePage() {
  return <Page title="Storage">{null}</Page>;
}
