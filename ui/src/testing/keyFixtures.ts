import type { KeyCheck, LocalKeysView, SshKeyCheck, SshKeysView, SshKeyView } from "../host/types";
import { ago } from "./fixtures";
import { fault, type ScriptedHost } from "./scriptedHost";

const LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIY610y0jc7g+fEu527M2wnGRkTdZBp4o4VZ5emq9rKi";
const FINGERPRINT = "SHA256:VDhFxVEYxjStr5XHyvnFFkPTPwZ/P1fKiABk/FdyhKs";

/** A public key as it may be pasted. */
export const PUBLIC_KEY = `${LINE} me@laptop`;

/** A key of the organization. */
export function sshKey(over: Partial<SshKeyView> = {}): SshKeyView {
  return {
    id: "k1",
    name: "ana laptop",
    kind: "ED25519",
    fingerprint: "SHA256:1vJ0mK0b7mV0a0o6oSg0w4Jq0m1c2d3e4f5g6h7i8j9",
    comment: "ana@laptop",
    text: `${LINE} ana@laptop`,
    problem: null,
    ...over,
  };
}

/** Three keys, of which one cannot be read. */
export function sshKeys(over: Partial<SshKeysView> = {}): SshKeysView {
  return {
    readAt: ago(4),
    keys: [
      sshKey(),
      sshKey({
        id: "k2",
        name: "ci-deploy",
        kind: "RSA 4096",
        fingerprint: "SHA256:q8PZ2YcX0v8S1mNf3n4Yb5cJd6eKf7gLh8iMj9kNl0o",
        comment: null,
      }),
      sshKey({
        id: "k3",
        name: "old-import",
        kind: "ssh-rsa",
        fingerprint: null,
        comment: null,
        text: "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDAKOgHv82A6Oi7AWLvBC9N...",
        problem: "The key is cut short or damaged.",
      }),
    ],
    note: null,
    off: null,
    ...over,
  };
}

/** A good key. */
export function keyCheck(over: Partial<KeyCheck> = {}): KeyCheck {
  return {
    kind: "ED25519",
    fingerprint: FINGERPRINT,
    comment: "me@laptop",
    alreadyKnownAs: null,
    problem: null,
    ...over,
  };
}

const NO_KEY = keyCheck({ kind: null, fingerprint: null, comment: null });

/** What is said of a text, much as the core does. */
export function checkKey(text: string, name: string): SshKeyCheck {
  const answer: SshKeyCheck = {
    key: NO_KEY,
    suggestedName: null,
    issues: [],
    ready: false,
    forget: false,
  };
  const wrong = (field: string, message: string, more: Partial<SshKeyCheck> = {}): SshKeyCheck => ({
    ...answer,
    issues: [{ field, severity: "error", message }],
    ...more,
  });
  if (text.includes("PRIVATE KEY")) {
    const problem = "This is a private key. It was not sent and is not kept.";
    return wrong("text", problem, { key: { ...NO_KEY, problem }, forget: true });
  }
  if (text.trim() === "") return answer;
  if (!text.startsWith("ssh-")) return wrong("text", "This is not an SSH public key.");
  const read = { key: keyCheck(), suggestedName: "me-laptop" };
  if (name.length < 3) {
    return wrong("name", "The name of a saved key needs at least 3 characters.", read);
  }
  return { ...answer, ...read, ready: true };
}

/** Public keys on this computer: a good one, one that is known, and one that is none. */
export function localKeys(over: Partial<LocalKeysView> = {}): LocalKeysView {
  const folder = "/home/ana/.ssh";
  return {
    folder,
    keys: [
      {
        path: `${folder}/id_ed25519.pub`,
        file: "id_ed25519.pub",
        text: PUBLIC_KEY,
        key: keyCheck(),
      },
      {
        path: `${folder}/work.pub`,
        file: "work.pub",
        text: `${LINE} ana@laptop`,
        key: keyCheck({ comment: "ana@laptop", alreadyKnownAs: "ana laptop" }),
      },
      {
        path: `${folder}/wrong.pub`,
        file: "wrong.pub",
        text: null,
        key: {
          ...NO_KEY,
          problem: "It cannot be read (Permission denied). Check its permissions.",
        },
      },
    ],
    problem: null,
    ...over,
  };
}

/** Answers what Keys asks. */
export function scriptKeys(host: ScriptedHost, view: SshKeysView = sshKeys()): ScriptedHost {
  const path = "/home/ana/.ssh/id_ed25519";
  return host
    .on("ssh_keys", () => view)
    .on("ssh_key_check", ({ text, name }) => checkKey(text, name))
    .on("ssh_key_add", ({ name }) => sshKey({ id: "k9", name }))
    .on("ssh_key_remove", () => ({}))
    .on("local_keys", () => localKeys())
    .on("key_pair_check", (place) => ({
      suggestedPath: path,
      suggestedName: "voltdeck",
      issues:
        place.path === "/taken"
          ? [
              {
                field: "path",
                severity: "error",
                message:
                  "/taken exists already, and nothing is written over it. Choose another name.",
              },
            ]
          : [],
      ready: place.path !== "/taken",
    }))
    .on("key_pair_make", ({ passphrase, saveAs }) => ({
      privatePath: path,
      publicPath: `${path}.pub`,
      fingerprint: FINGERPRINT,
      text: `${LINE} voltdeck`,
      encrypted: passphrase !== "",
      added: saveAs === null ? null : sshKey({ id: "k9", name: saveAs }),
      addFault: null,
    }));
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
