import { Trash2 } from "lucide-react";
import { Button, SkeletonRows, useLate } from "../../design";
import type { SshKeyView } from "../../host/types";
import { CopyButton } from "../../shared/CopyField";

function Head() {
  return (
    <>
      <colgroup>
        <col className="k-name" />
        <col className="k-kind" />
        <col className="k-print" />
        <col className="k-comment" />
        <col className="k-acts" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Kind</th>
          <th scope="col">Fingerprint</th>
          <th scope="col" className="k-comment">
            Comment
          </th>
          <td className="k-acts" />
        </tr>
      </thead>
    </>
  );
}

/** The keys, one row each. What cannot be read is shown as it came, with the reason. */
export function KeyTable({
  keys,
  off,
  onRemove,
}: {
  keys: readonly SshKeyView[];
  /** Why none may be removed. */
  off: string | null;
  onRemove: (key: SshKeyView) => void;
}) {
  return (
    <table className="table keys-table" aria-label="SSH keys">
      <Head />
      <tbody>
        {keys.map((key) => (
          <tr key={key.id}>
            <td className="b" title={key.name}>
              {key.name}
            </td>
            <td>{key.kind}</td>
            <td>
              {key.fingerprint ? (
                <span className="mono" title={key.fingerprint}>
                  {key.fingerprint}
                </span>
              ) : (
                <span className="row tight" title={`${key.problem ?? ""} ${key.text}`.trim()}>
                  <span className="warn">Not readable.</span>
                  <span className="mono t3 trunc">{key.text}</span>
                </span>
              )}
            </td>
            <td className="k-comment t2" title={key.comment ?? undefined}>
              {key.comment ?? <span className="t3">none</span>}
            </td>
            <td className="k-acts">
              <span className="row tight">
                {key.text === "" ? null : (
                  <CopyButton text={key.text} what={`the public key ${key.name}`} />
                )}
                <Button
                  kind="quiet"
                  size="sm"
                  icon={Trash2}
                  aria-label={`Remove ${key.name}`}
                  disabledReason={off}
                  onPress={() => onRemove(key)}
                />
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The table before its first reading. */
export function KeyWait() {
  const late = useLate(true);
  return (
    <table className="table keys-table" aria-label="SSH keys, being read" aria-busy="true">
      <Head />
      <tbody>{late ? <SkeletonRows widths={[120, 64, 320, 120, null]} rows={4} /> : null}</tbody>
    </table>
  );
}
