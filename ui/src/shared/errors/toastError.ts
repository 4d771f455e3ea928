import { toast } from "../../design";
import type { CommandError } from "../../host/types";
import { saidOf } from "./errors";

/** Tells of an act that failed where there is no place beside it. */
export function toastError(error: CommandError): void {
  const { title, rest } = saidOf(error);
  toast({ mark: "failed", title, meaning: rest });
}
