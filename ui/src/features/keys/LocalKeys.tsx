import { Skeleton } from "../../design";
import { useAsk } from "../../host/queries";
import { Fault } from "../../shared/errors/Fault";
import { KeyCards } from "./KeyCards";

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
    <KeyCards
      label={`In ${folder}`}
      keys={keys.map(({ file, ...key }) => ({ ...key, name: file }))}
      chosen={chosen}
      onChoose={onChoose}
    />
  );
}
