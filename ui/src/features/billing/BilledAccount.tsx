import { useAppState } from "../../host/queries";

/** What the provider bills in. */
const BILLED = "USD";

/** Whose bill it is, as the account's labels say; a label of another currency converts nothing. */
export function BilledAccount() {
  const state = useAppState().data;
  const { organizationId = "", currency = "" } =
    state?.profiles.find(({ id }) => id === state.active) ?? {};
  const other = currency !== "" && currency !== BILLED;
  if (organizationId === "" && !other) return null;
  return (
    <p className="bill-account t12 t2">
      {organizationId ? (
        <span>
          Organization ID <span className="mono">{organizationId}</span>
        </span>
      ) : null}
      {currency ? <span>Currency {currency}</span> : null}
      {other ? (
        <span className="warn">
          A label only: amounts are in {BILLED}, as the provider bills them.
        </span>
      ) : null}
    </p>
  );
}
