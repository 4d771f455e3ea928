import { useState } from "react";
import { Button, Dialog, RadioCard, RadioCards, TextField, toast, wholeNumber } from "../../design";
import type { StockThing, StockWatchView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../../shared/errors/ActError";
import { useStock } from "../../shared/stock/stock";

/** When one is told that something is in stock: once, or each time; of bare metal from how many GPUs on. */
export default function TellMeDialog({
  thing,
  name,
  onClose,
}: {
  thing: StockThing;
  name: string;
  onClose: () => void;
}) {
  const stock = useStock();
  const [watch] = stock.watches(thing);
  return (
    <TellMeForm
      // A watch that comes to be known fills the form.
      key={watch?.id ?? "new"}
      thing={thing}
      name={name}
      watch={watch}
      perNode={stock.offer(thing)?.gpusPerNode ?? null}
      onClose={onClose}
    />
  );
}

function TellMeForm({
  thing,
  name,
  watch,
  perNode,
  onClose,
}: {
  thing: StockThing;
  name: string;
  watch: StockWatchView | undefined;
  perNode: number | null;
  onClose: () => void;
}) {
  const [keeps, setKeeps] = useState(watch?.keeps ?? false);
  const [least, setLeast] = useState(String(watch?.least ?? perNode ?? 1));
  const set = useSend("stock_watch_set");
  const remove = useSend("stock_watch_remove");
  const busy = set.busy || remove.busy;
  const error = set.error ?? remove.error;
  const metal = thing.kind === "metal";
  const close = () => {
    if (!busy) onClose();
  };
  const tell = () => {
    // What is no number is none to wait for either: the core says so at the field.
    const gpus = metal ? (wholeNumber(least) ?? 0) : null;
    set.send({ thing, least: gpus, keeps }, () => {
      toast({
        mark: "info",
        title: `You are told when ${name} is in stock`,
        meaning: keeps ? "Each time it comes in." : "Once.",
      });
      onClose();
    });
  };
  const stop = (id: string) =>
    remove.send({ id }, () => {
      toast({ mark: "info", title: `${name} is not watched any more` });
      onClose();
    });
  return (
    <Dialog
      open
      onClose={close}
      title={`Tell me when ${name} is in stock`}
      lead="Voltdeck looks once a minute while it runs. It is read only; nothing is bought."
      width={480}
      onSubmit={tell}
      foot={
        <>
          {watch ? (
            <>
              <Button
                kind="quiet"
                busy={remove.busy}
                disabledReason={set.busy && "It is being kept."}
                onPress={() => stop(watch.id)}
              >
                Stop watching
              </Button>
              <span className="push" />
            </>
          ) : null}
          <Button disabledReason={busy && "It is being kept."} onPress={close}>
            Cancel
          </Button>
          <Button kind="primary" type="submit" busy={set.busy}>
            Tell me
          </Button>
        </>
      }
    >
      {metal ? (
        <TextField
          label="GPUs at least"
          name="least"
          inputMode="numeric"
          value={least}
          onChange={(next) => {
            setLeast(next);
            set.reset();
          }}
          error={error?.field === "least" ? error.message : null}
          hint={perNode === null ? null : `${perNode} in a node.`}
        />
      ) : null}
      <RadioCards
        label="How often"
        columns={2}
        value={keeps ? "keeps" : "once"}
        onChange={(value) => setKeeps(value === "keeps")}
      >
        <RadioCard value="once" label="Once">
          <span className="b">Once</span>
          <span className="help">Then it is not watched any more.</span>
        </RadioCard>
        <RadioCard value="keeps" label="Each time">
          <span className="b">Each time</span>
          <span className="help">Again when it sold out and comes back.</span>
        </RadioCard>
      </RadioCards>
      {error && error.field !== "least" ? <ActError error={error} /> : null}
    </Dialog>
  );
}
