import { KeyRound } from "lucide-react";
import type { SshKeysView } from "../../host/types";
import type { Act } from "../../shared/acting/act";

/** The removal of each key of the organization, which opens its question. */
export function keyActs(view: SshKeysView | undefined): Act[] {
  return (view?.keys ?? []).map(
    ({ id, name, fingerprint, comment }): Act => ({
      id: `key:${id}:remove`,
      label: `Remove the key ${name}…`,
      section: "Actions",
      icon: KeyRound,
      keywords: ["delete an ssh key", fingerprint, comment].filter(Boolean).join(" "),
      off: view?.off,
      sought: true,
      run: ({ go }) => go({ to: "/keys", search: { remove: id } }),
    }),
  );
}
