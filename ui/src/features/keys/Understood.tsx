import type { KeyCheck } from "../../host/types";

/** What the core read from a key: kind, comment, fingerprint. */
export function Understood({ of }: { of: KeyCheck | undefined }) {
  if (!of?.kind) return null;
  return (
    <>
      {[of.kind, of.comment].filter(Boolean).join(", ")}{" "}
      <span className="mono fingerprint">{of.fingerprint}</span>
    </>
  );
}
