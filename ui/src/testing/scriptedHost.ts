import type { Answer, Args, Command, CommandError, Event, FileDrag, Host } from "../host/types";

type Script = { [K in Command]?: (args: Args<K>) => Answer<K> | Promise<Answer<K>> };

/** A host for tests: it answers as told, keeps what was asked, and tells events on demand. */
export class ScriptedHost implements Host {
  /** All that was asked, in order. */
  readonly calls: { name: Command; args: unknown; account?: string | null }[] = [];
  private readonly script: Script;
  private readonly handlers = new Set<(event: Event) => void>();
  private readonly dragged = new Set<(drag: FileDrag) => void>();

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

  /** For which accounts one command was sent. */
  accounts(name: Command): (string | null | undefined)[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.account);
  }

  /** Arguments of all calls of one command. */
  asked<K extends Command>(name: K): Args<K>[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.args as Args<K>);
  }

  call<K extends Command>(name: K, args: Args<K>): Promise<Answer<K>> {
    this.calls.push({ name, args });
    return this.answer(name, args);
  }

  act<K extends Command>(name: K, args: Args<K>, account: string | null): Promise<Answer<K>> {
    this.calls.push({ name, args, account });
    return this.answer(name, args);
  }

  private async answer<K extends Command>(name: K, args: Args<K>): Promise<Answer<K>> {
    const answer = this.script[name] as ((args: Args<K>) => Promise<Answer<K>>) | undefined;
    if (!answer) throw fault({ message: `The script has no answer to ${name}.` });
    return await answer(args);
  }

  /** Drags files over the window. */
  drag(drag: FileDrag): void {
    for (const handler of this.dragged) handler(drag);
  }

  drags(handler: (drag: FileDrag) => void): () => void {
    this.dragged.add(handler);
    return () => this.dragged.delete(handler);
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
