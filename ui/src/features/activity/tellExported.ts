import { formatCount, toast } from "../../design";
import type { Exported } from "../../host/types";
import type { ActContext } from "../../shared/acting/acting";
import { copy } from "../../shared/acting/copy";

/** Tells of a file that was written, and where it is. */
export function tellExported({ path, lines }: Exported, acting: Pick<ActContext, "send">): void {
  toast({
    mark: "running",
    title: `Exported ${lines === 1 ? "1 line" : `${formatCount(lines)} lines`}`,
    meaning: path,
    action: { label: "Copy path", onPress: () => copy(acting, path, "the path of the file") },
  });
}
