import { RadioCard, RadioCards, Skeleton } from "../../design";
import { useAsk } from "../../host/queries";
import { Fault } from "../../shared/errors/Fault";
import { Understood } from "./AddDialog";

/** The public keys that lie on this computer, to choose one. Those that cannot be taken say why. */
export function LocalKeys({
  chosen,
  onChoose,
}: {
  /** The line of the chosen one. */
  chosen: string;
  onChoose: (text: string) => void;
}) {
  const local = useAsk("local_keys", {}, { staleTime: 0 });
  if (local.error) {
    return (
      <Fault
        error={local.error}
        title="The keys of this computer could not be read"
        onRetry={() => void local.refetch()}
        retrying={local.isFetching}
      />
    );
  }
  if (!local.data) return <Skeleton width={240} />;
  const { keys, problem, folder } = local.data;
  if (problem) return <p className="t2">{problem}</p>;
  return (
    <RadioCards
      label={`In ${folder}`}
      className="local-keys"
      value={keys.find(({ text }) => text !== null && text === chosen)?.path ?? null}
      onChange={(path) => onChoose(keys.find((key) => key.path === path)?.text ?? "")}
    >
      {keys.map(({ path, file, text, key }) => (
        <RadioCard
          key={path}
          value={path}
          label={file}
          disabledReason={text === null ? (key.problem ?? "It cannot be read.") : null}
        >
          <span className="b">{file}</span>
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
