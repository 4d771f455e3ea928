import { RadioCard, RadioCards } from "../../design";
import type { KeyChoice } from "../../host/types";
import { Understood } from "./Understood";

/** Public keys to choose one of. Those that cannot be taken say why. */
export function KeyCards({
  label,
  keys,
  chosen,
  onChoose,
}: {
  label: string;
  keys: readonly (KeyChoice & { name: string })[];
  /** The line of the chosen one. */
  chosen: string;
  onChoose: (text: string) => void;
}) {
  const at = keys.findIndex(({ text }) => text !== null && text === chosen);
  return (
    <RadioCards
      label={label}
      className="local-keys"
      value={at === -1 ? null : String(at)}
      onChange={(index) => onChoose(keys.find((_, at) => String(at) === index)?.text ?? "")}
    >
      {keys.map(({ name, text, key }, index) => (
        <RadioCard
          key={`${name} ${text}`}
          value={String(index)}
          label={name}
          disabledReason={text === null ? (key.problem ?? "It cannot be read.") : null}
        >
          <span className="b">{name}</span>
          {text === null ? null : (
            <span className="help">
              <Understood of={key} />
              {key.alreadyKnownAs ? ` The organization has it as “${key.alreadyKnownAs}”.` : null}
            </span>
          )}
        </RadioCard>
      ))}
    </RadioCards>
  );
}
