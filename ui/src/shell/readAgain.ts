import type { ActContext } from "../shared/acting/acting";

/** Reads what the room shows once more. */
export function readAgain({ send, answers }: ActContext): void {
  send("refresh", {});
  void answers.invalidateQueries({
    predicate: ({ queryKey: [name] }) => name !== "app_state" && name !== "fleet",
  });
}
