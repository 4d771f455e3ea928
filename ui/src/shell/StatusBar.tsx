import { Ago, Badge, Dot, Money } from "../design";
import { formatDuration } from "../design/format/time";
import { useAppState, useAsk } from "../host/queries";
import { hostOf } from "../shared/accounts/profiles";

/** What a person came for, on every screen: age of the reading, money, what runs. */
export function StatusBar() {
  const state = useAppState().data;
  const fleet = useAsk("fleet", {});
  const money = useAsk("overview", {}).data;
  const rows = fleet.data;
  const profile = state?.profiles.find(({ id }) => id === state.active);
  const attention = money?.attention.length ?? 0;
  return (
    <footer className="status">
      <span className="st">
        <Dot
          mark={rows?.fault || fleet.error ? "attention" : rows?.readAt ? "running" : "unknown"}
        />
        {rows?.readAt ? (
          <span>
            Updated <Ago at={rows.readAt} suffix="ago" />
          </span>
        ) : (
          <span>{rows?.fault || fleet.error ? "Not read" : "Reading"}</span>
        )}
      </span>
      {money?.burnPerHour != null ? (
        <span>
          <b>
            <Money value={money.burnPerHour} />
          </b>
          /h
        </span>
      ) : null}
      {money?.balance != null ? (
        <span>
          <b>
            <Money value={money.balance} />
          </b>
          {money.runwaySeconds === null
            ? " balance"
            : ` lasts ${formatDuration(money.runwaySeconds)}`}
        </span>
      ) : null}
      {rows?.readAt ? (
        <span className="hide-narrow">
          {rows.running} running{rows.pending > 0 ? `, ${rows.pending} pending` : ""}
        </span>
      ) : null}
      {attention > 0 ? (
        <span className="hide-narrow st warn">
          <Dot mark="attention" />
          {attention} {attention === 1 ? "needs" : "need"} attention
        </span>
      ) : null}
      <span className="push plain st">
        {profile?.readOnly ? <Badge>Read-only</Badge> : null}
        <span>
          {profile?.kind === "sandbox" ? "sandbox on " : null}
          {profile ? hostOf(profile) : null}
        </span>
      </span>
      <span className="hide-narrow">Voltdeck {state?.version}</span>
    </footer>
  );
}
