import { Page } from "../../app/Page";

export default function SettingsPage() {
  return <Page title="Settings">{null}</Page>;
}
