import type { Answer, Args, Command, CommandError, Event, Host } from "../host/types";

type Script = { [K in Command]?: (args: Args<K>) => Answer<K> | Promise<Answer<K>> };

/** A host for tests: it answers as told, keeps what was asked, and tells events on demand. */
export class ScriptedHost implements Host {
  /** All that was asked, in order. */
  readonly calls: { name: Command; args: unknown }[] = [];
  private readonly script: Script;
  private readonly handlers = new Set<(event: Event) => void>();

  constructor(script: Script = {}) {
    this.script = { ...script };
  }

  /** From here on, answers this command so. */
  on<K extends Command>(name: K, answer: (args: Args<K>) => Answer<K> | Promise<Answer<K>>): this {
    (this.script as Record<string, unknown>)[name] = answer;
    return this;
  }

  /** From here on, this command fails so. */
  fail(name: Command, error: Partial<CommandError>): this {
    return this.on(name, () => Promise.reject(fault(error)));
  }

  /** Tells an event to all who listen. */
  tell(event: Event): void {
    for (const handler of this.handlers) handler(event);
  }

  /** Arguments of all calls of one command. */
  asked<K extends Command>(name: K): Args<K>[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.args as Args<K>);
  }

  async call<K extends Command>(name: K, args: Args<K>): Promise<Answer<K>> {
    this.calls.push({ name, args });
    const answer = this.script[name] as ((args: Args<K>) => Promise<Answer<K>>) | undefined;
    if (!answer) throw fault({ message: `The script has no answer to ${name}.` });
    return await answer(args);
  }

  listen(handler: (event: Event) => void): () => void {
    this.handlers.add(handler);
    return () => this.handlers.delete(handler);
  }
}

/** An error as the core would send it. */
export function fault(error: Partial<CommandError>): CommandError {
  return {
    code: "local",
    message: "It failed.",
    field: null,
    retryable: true,
    requestId: null,
    ...error,
  };
}
