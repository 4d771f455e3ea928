import { Checkbox, FieldNote, StateMark } from "../../design";
import type { StorageView } from "../../host/types";

/** Rentals to tick. Those that cannot be attached to say why in their place. */
export function RentalPicker({
  storage: { rentals, rentalsFault },
  chosen,
  onChange,
  error,
}: {
  storage: Pick<StorageView, "rentals" | "rentalsFault">;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  error?: string | null;
}) {
  const turn = (id: string, on: boolean) =>
    onChange(on ? [...chosen, id] : chosen.filter((other) => other !== id));
  return (
    <div className="col gap1">
      <fieldset className="rentals">
        <legend className="lab">Bare-metal rentals</legend>
        {rentals.length === 0 ? (
          <p className="t2">
            {rentalsFault ? "The rentals could not be read." : "There is no bare-metal rental."}
          </p>
        ) : (
          <ul className="box">
            {rentals.map(({ id, name, state, hardware, off }) => (
              <li key={id} className={off ? "off" : undefined}>
                <Checkbox
                  checked={chosen.includes(id)}
                  onChange={(on) => turn(id, on)}
                  aria-label={`${name}, ${state.word}${off ? `. ${off}` : ""}`}
                  disabledReason={off}
                />
                <span className="b trunc">{name}</span>
                <StateMark mark={state.mark} word={state.word} />
                <span className="t2 push trunc">{off ?? hardware}</span>
              </li>
            ))}
          </ul>
        )}
      </fieldset>
      <FieldNote
        error={error}
        caution={rentalsFault ? `The rentals may be old. ${rentalsFault.message}` : null}
        hint="Bare metal only: the API has no field for volumes of VMs."
      />
    </div>
  );
}
