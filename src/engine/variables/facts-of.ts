import { Unknown } from '../../values/unknown.ts';

/** A fact of a host that is not connected (yet). */
export class UnknownFact extends Unknown {
  readonly host: string;

  constructor(host: string) {
    super(`facts of ${host}, which is not connected`);
    this.host = host;
  }
}

/** The facts of a host; until the host is connected, they are unknown, and reading one is not a mistake. */
export class FactsOf extends Map<string, unknown> {
  readonly #host: string;

  constructor(host: string) {
    super();
    this.#host = host;
  }

  /** From now on the host has no facts, and this is known. */
  override clear(): void {
    super.clear();
    this.set('ansible_facts', {});
  }

  override has(name: string): boolean {
    return super.has(name) || (this.size === 0 && isFactName(name));
  }

  override get(name: string): unknown {
    return super.has(name) ? super.get(name) : this.has(name) ? new UnknownFact(this.#host) : undefined;
  }
}

const NOT_FACTS =
  /^ansible_(host|port|user|password|connection|become|ssh|play|check|python|limit|run|loop|failed|private)/;
const isFactName = (name: string): boolean => name.startsWith('ansible_') && !NOT_FACTS.test(name);
