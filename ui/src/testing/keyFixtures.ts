import type {
  KeyFile,
  KeyPairCheck,
  LocalKeysView,
  SshKeyCheck,
  SshKeysView,
  SshKeyView,
} from "../host/types";
import { given } from "./answers";
import answers from "./answers/keys.json";
import { fault, type ScriptedHost } from "./scriptedHost";

const GOOD = given<SshKeyCheck>(answers.checkGood);

/** A public key as it may be pasted: the first on this computer. */
export const PUBLIC_KEY = localKeys().keys[0]?.text ?? "";

/** A text with two keys. */
export const SEVERAL_KEYS = `${PUBLIC_KEY}\nssh-ed25519 AAAA another\n`;

/** A key of the organization. */
export function sshKey(over: Partial<SshKeyView> = {}): SshKeyView {
  const [key] = given<SshKeysView>(answers.keys).keys;
  if (!key) throw new Error("The answer of ssh_keys lists no key.");
  return { ...key, ...over };
}

/** Three keys, of which one cannot be read. */
export function sshKeys(over: Partial<SshKeysView> = {}): SshKeysView {
  return { ...given<SshKeysView>(answers.keys), ...over };
}

/** What is said of a text: of a good key, a private one, and one that is none. */
export function checkKey(text: string, name: string): SshKeyCheck {
  if (text.includes("PRIVATE KEY")) return given(answers.checkPrivate);
  if (text.trim() === "") return given(answers.checkEmpty);
  if (text === SEVERAL_KEYS) return given(answers.checkSeveral);
  if (!text.startsWith("ssh-")) return given(answers.checkNoKey);
  return given(name.length < 3 ? answers.checkNameless : answers.checkGood);
}

/** Public keys on this computer: a good one, one that is known, and one that is none. */
export function localKeys(over: Partial<LocalKeysView> = {}): LocalKeysView {
  return { ...given<LocalKeysView>(answers.local), ...over };
}

/** What a file holds, from its bytes in base64. */
export function keyFile(base64: string): KeyFile {
  const text = atob(base64);
  if (text.includes("PRIVATE KEY")) return given(answers.filePrivate);
  if (text.trim() === "") return given(answers.fileEmpty);
  return { ...given<KeyFile>(answers.fileGood), text: text.trim(), lines: [text.trim()] };
}

/** Answers what Keys asks. */
export function scriptKeys(host: ScriptedHost, view: SshKeysView = sshKeys()): ScriptedHost {
  const path = given<KeyPairCheck>(answers.pairCheck).suggestedPath;
  return (
    host
      .on("ssh_keys", () => view)
      .on("ssh_key_check", ({ text, name }) => checkKey(text, name))
      .on("ssh_key_file", ({ base64 }) => keyFile(base64))
      .on("ssh_key_add", ({ name }) => sshKey({ id: "k9", name }))
      .on("ssh_key_remove", () => ({}))
      .on("local_keys", () => localKeys())
      .on("key_pair_check", (place) =>
        given<KeyPairCheck>(place.path === "/taken" ? answers.pairTaken : answers.pairCheck),
      )
      // A pair is another each time, so this one was never made.
      .on("key_pair_make", ({ passphrase, saveAs }) => ({
        privatePath: path,
        publicPath: `${path}.pub`,
        fingerprint: GOOD.key.fingerprint ?? "",
        text: PUBLIC_KEY,
        encrypted: passphrase !== "",
        added: saveAs === null ? null : sshKey({ id: "k9", name: saveAs }),
        addFault: null,
      }))
  );
}

/** The scenes of development for Keys. */
export function keysScene(host: ScriptedHost, scene: string): void {
  const many = Array.from({ length: 150 }, (_, at) =>
    sshKey({ id: `k-${at}`, name: `a-key-with-a-rather-long-name-of-somebody-${at}` }),
  );
  scriptKeys(
    host,
    scene === "empty"
      ? sshKeys({ keys: [] })
      : scene === "long"
        ? sshKeys({ keys: many })
        : sshKeys(),
  );
  if (scene === "fault" || scene === "offline") {
    host.fail("ssh_keys", {
      code: scene === "fault" ? "provider" : "offline",
      message: "The provider answered 503.",
      requestId: "req-81",
    });
  }
  if (scene === "acts") {
    const refused = {
      code: "offline",
      message: "The provider cannot be reached. Nothing was done.",
    } as const;
    host.fail("ssh_key_add", refused).fail("ssh_key_remove", refused);
    host.on("key_pair_make", () => {
      throw fault({
        code: "local",
        field: "path",
        message: "You may not write there. No key was made.",
      });
    });
  }
  if (scene === "slow") host.on("ssh_keys", () => new Promise<never>(() => undefined));
}
