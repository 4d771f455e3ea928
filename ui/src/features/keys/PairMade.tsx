import { KeyValue } from "../../design";
import type { KeyPairMade } from "../../host/types";
import { CopyButton } from "../../shared/CopyField";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";

/** Where a pair lies that was made, and whether the organization has it. */
export function PairMade({ made }: { made: KeyPairMade }) {
  const { privatePath, publicPath, fingerprint, text, encrypted, added, addFault } = made;
  return (
    <>
      <KeyValue
        lines={[
          [
            "Private key",
            <Path key="private" of={privatePath} what="the path of the private key" />,
          ],
          ["Public key", <Path key="public" of={publicPath} what="the path of the public key" />],
          [
            "Fingerprint",
            <span key="print" className="mono fingerprint">
              {fingerprint}
            </span>,
          ],
          ["Public line", <Path key="text" of={text} what="the public line" />],
        ]}
      />
      <p className="t2">
        {added ? `The organization has it as “${added.name}”. New machines can have it. ` : null}
        {encrypted
          ? "It asks for its passphrase at each use, unless an agent keeps it."
          : "It has no passphrase: whoever gets the file gets in."}{" "}
        Voltdeck names it wherever SSH would not find it by itself.
      </p>
      {addFault ? (
        <>
          <ErrorBanner error={addFault} />
          <p className="t2">
            The organization does not have it yet. The files are written: add the public half with
            Add a key, On this computer.
          </p>
        </>
      ) : null}
    </>
  );
}

function Path({ of, what }: { of: string; what: string }) {
  return (
    <span className="row tight">
      <span className="mono trunc" title={of}>
        {of}
      </span>
      <CopyButton text={of} what={what} />
    </span>
  );
}
