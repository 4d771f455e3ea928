import { toast } from "../../design";
import type { ActContext } from "./acting";

/** Puts a text into the clipboard of the system, and says what was put there. */
export function copy({ send }: Pick<ActContext, "send">, text: string, what: string): void {
  send("copy_text", { text }, () => toast({ mark: "info", title: `Copied ${what}` }));
}
