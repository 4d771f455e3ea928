import { useState } from "react";
import { Badge, Banner, Button, Dialog, Exact, Moment, TextField } from "../../design";
import type { BillingMonthView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../../shared/errors/ActError";
import { monthName } from "./months";

/** What the reviewer says of a month: the invoice that was compared, and that it is closed. */
export function Closing({ view }: { view: BillingMonthView }) {
  const { closing } = view;
  const [typed, setTyped] = useState(closing.invoice ?? "");
  const [closes, setCloses] = useState(false);
  const invoice = useSend("invoice_set");
  const open = useSend("month_close");
  const take = () => {
    if (typed.trim() !== (closing.invoice ?? "")) {
      invoice.send({ month: view.month, total: typed });
    }
  };
  return (
    <section aria-labelledby="bill-closing">
      <h2 className="h2" id="bill-closing">
        Check and close
      </h2>
      <TextField
        label="Total of the invoice"
        placeholder="1234.50"
        inputMode="decimal"
        value={typed}
        onChange={setTyped}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === "Enter") take();
        }}
        error={invoice.error?.message ?? null}
        hint="Held against what was spent: refunds and credits are taken off, deposits left out."
      />
      {closing.invoice === null ? null : (
        <p className="row gap1">
          {closing.difference === null ? (
            <Badge mark="attention">The statement has no sum to compare with</Badge>
          ) : /[1-9]/.test(closing.difference) ? (
            <>
              <Badge mark="attention">Differs</Badge>
              <span>
                The invoice is <Exact value={closing.difference.replace(/^-/, "")} />{" "}
                {closing.difference.startsWith("-") ? "below" : "above"} the statement.
              </span>
            </>
          ) : (
            <Badge mark="running">Agrees with the statement</Badge>
          )}
        </p>
      )}
      {closing.closedAt === null ? (
        <Button
          disabledReason={!view.over && "The month is not over (in UTC)"}
          onPress={() => setCloses(true)}
        >
          Close the month…
        </Button>
      ) : (
        <>
          <p className="t2">
            Closed <Moment at={closing.closedAt} />.
            {closing.note === "" ? null : ` ${closing.note}`}
          </p>
          <Button
            busy={open.busy}
            onPress={() => open.send({ month: view.month, closed: false, note: closing.note })}
          >
            Open it again
          </Button>
        </>
      )}
      <ActError error={open.error} />
      {closes ? <CloseDialog view={view} onClose={() => setCloses(false)} /> : null}
    </section>
  );
}

/** Said above a month that was closed and is not as it was. */
export function ChangedSince({ view }: { view: BillingMonthView }) {
  if (!view.closing.changed) return null;
  return (
    <Banner bar tone="attention" title="Closed, and changed since.">
      The provider's report of this month is not the one that was signed. What is shown is how it is
      now; open it again and close it anew once it is checked.
    </Banner>
  );
}

function CloseDialog({ view, onClose }: { view: BillingMonthView; onClose: () => void }) {
  const [note, setNote] = useState(view.closing.note);
  const close = useSend("month_close");
  const { error } = close;
  const name = monthName(view.month);
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Close ${name}`}
      lead="Nothing changes at the provider. If its report of this month changes later, you are told."
      width={480}
      onSubmit={() => close.send({ month: view.month, closed: true, note }, onClose)}
      foot={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={close.busy}>
            {`Close ${name}`}
          </Button>
        </>
      }
    >
      {view.unreconciled === null ? null : (
        <Banner tone="attention" title="It is not reconciled.">
          {view.unreconciled.reason}
        </Banner>
      )}
      <TextField
        autoFocus
        label="Note"
        labelNote="optional"
        rows={3}
        value={note}
        onChange={setNote}
        error={error?.field === "note" ? error.message : null}
      />
      <ActError error={error && error.field === null ? error : null} />
    </Dialog>
  );
}
