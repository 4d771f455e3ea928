import { formatCount, toast } from "../design";
import type { Exported } from "../host/types";

/** Tells of a file that was written, and where it is. */
export function tellExported(
  { path, lines }: Exported,
  copy: (text: string, what: string) => void,
): void {
  toast({
    mark: "running",
    title: `Exported ${lines === 1 ? "1 line" : `${formatCount(lines)} lines`}`,
    meaning: path,
    action: { label: "Copy path", onPress: () => copy(path, "the path of the file") },
  });
}
