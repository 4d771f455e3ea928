import { useCallback } from "react";
import { useHost } from "../host/context";
import type { KeyFile } from "../host/types";
import { toCommandError } from "../host/types";

/** No public key comes near it; what is larger is not even read. */
const MOST_BYTES = 65_536;

/** Reads a file that may hold public keys. What its bytes are, the core says: a shell may have written UTF-16. */
export function useKeyFile(): (file: File) => Promise<KeyFile> {
  const host = useHost();
  return useCallback(
    async (file) => {
      const none = (problem: string) => ({
        text: "",
        lines: [],
        problem: `${file.name}: ${problem}`,
      });
      if (file.size > MOST_BYTES) {
        return none("It is too large to be a public key. Choose a file that ends in .pub.");
      }
      let bytes: Uint8Array;
      try {
        bytes = new Uint8Array(await file.arrayBuffer());
      } catch {
        return none("It could not be read. Check its permissions, or paste the key.");
      }
      try {
        const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
        const read = await host.call("ssh_key_file", { base64 });
        return read.problem === null ? read : none(read.problem);
      } catch (error) {
        return none(toCommandError(error).message);
      }
    },
    [host],
  );
}
