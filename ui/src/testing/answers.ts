/** An answer of core on the sandbox and its moment, as `cargo xtask bindings` keeps them in `answers`. */
interface Kept {
  at: string;
  answer: unknown;
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/**
 * An answer that core really gave, made anew for each caller. Its moments lie as far from now as they lay from the
 * moment it was given. That it has this type is certain as long as it is what the command answers.
 */
export function given<T>({ at, answer }: Kept): T {
  const later = Date.now() - Date.parse(at);
  return JSON.parse(JSON.stringify(answer), (_, value: unknown) =>
    typeof value === "string" && MOMENT.test(value)
      ? new Date(Date.parse(value) + later).toISOString()
      : value,
  ) as T;
}
