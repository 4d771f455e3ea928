import { Page } from "../../app/Page";

export default function FirstStartPage() {
  return <Page title="FirstStart">{null}</Page>;
}
