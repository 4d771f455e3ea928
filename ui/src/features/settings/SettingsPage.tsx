import "./settings.css";
import { Info } from "lucide-react";
import type { ReactNode } from "react";
import { useAppState } from "../../host/queries";
import { LinkButton } from "../../shared/page/LinkTo";
import { Page } from "../../shared/page/Page";
import { Appearance } from "./Appearance";
import { Budgets } from "./Budgets";
import { ConnectionForm } from "./ConnectionForm";
import { Exports } from "./Exports";
import { ForgottenOrders } from "./ForgottenOrders";
import { Kept } from "./Kept";
import { Notices } from "./Notices";
import { Profiles } from "./Profiles";
import { RecordKept } from "./RecordKept";
import { SshConfigSettings } from "./SshConfigSettings";
import { TerminalSettings } from "./TerminalSettings";
import { TrayAndStart } from "./TrayAndStart";

/** Accounts, appearance, notices, tray, connection, and what is kept where. */
export default function SettingsPage() {
  const state = useAppState().data;
  return (
    <Page
      title="Settings"
      sub={state ? `Voltdeck ${state.version}` : null}
      actions={
        <LinkButton icon={Info} to="/settings/about">
          About Voltdeck
        </LinkButton>
      }
    >
      {state ? (
        <div className="settings">
          <Section title="Accounts" says="One is in front at a time.">
            <Profiles state={state} />
            <ForgottenOrders />
          </Section>
          {state.active ? (
            <Section title="Budgets" says="What a month of the account in front may cost.">
              <Budgets />
            </Section>
          ) : null}
          <Section title="Appearance">
            <Appearance settings={state.settings} />
          </Section>
          <Section title="Notices" says="Of all accounts.">
            <Notices state={state} />
          </Section>
          <Section title="Tray and start">
            <TrayAndStart state={state} />
          </Section>
          <Section title="Connection" says="For all accounts.">
            <ConnectionForm state={state} />
          </Section>
          <Section title="Exports" says="Files for the books and for others.">
            <Exports settings={state.settings} />
          </Section>
          <Section title="Activity record" says="For all accounts.">
            <RecordKept settings={state.settings} />
          </Section>
          <Section title="SSH config">
            <SshConfigSettings />
          </Section>
          <Section title="Terminal">
            <TerminalSettings settings={state.settings} />
          </Section>
          <Section title="What is kept where">
            <Kept state={state} />
          </Section>
        </div>
      ) : null}
    </Page>
  );
}

function Section({ title, says, children }: { title: string; says?: string; children: ReactNode }) {
  const id = `settings-${title.toLowerCase().replaceAll(" ", "-")}`;
  return (
    <section aria-labelledby={id}>
      <header>
        <h2 className="h2" id={id}>
          {title}
        </h2>
        {says ? <p className="t12 t3">{says}</p> : null}
      </header>
      <div>{children}</div>
    </section>
  );
}
