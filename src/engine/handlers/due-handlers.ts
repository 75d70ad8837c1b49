import type { Handler } from '../../playbook/types.ts';
import type { VariablePlace } from '../../variables/host-variables.ts';

/** A handler with the place of its definition. */
export interface PlacedHandler {
  readonly handler: Handler;
  readonly name: string;
  readonly place: VariablePlace;
  /** Display name of the role or play that defines the handler. */
  readonly owner: string;
  /** The name of the file on the host that records that the handler is due. */
  readonly record: string;
}

/** A record of a due handler that an earlier run has left on the host. */
export interface FoundRecord {
  readonly path: string;
  /** The file's name. */
  readonly record: string;
}

/** The due handlers of one host: notified in this run, or pending from an earlier run. */
export class DueHandlers {
  /** By record. Set when notified or recalled, cleared when the handler has run. */
  readonly #due = new Map<string, PlacedHandler>();
  readonly #certain = new Set<string>();
  /** Records of earlier versions, by the record of their handler; removed when the handler has run. */
  readonly #earlier = new Map<string, string>();
  /** Records without a known handler so far. Set when the host is connected; each is cleared when its handler is found. */
  #unclaimed: readonly FoundRecord[] = [];

  /** `may`: in check mode, it is unknown whether the notifying task will change anything. */
  notify(placed: PlacedHandler, may: 'may' | 'will' = 'will'): void {
    this.#due.set(placed.record, placed);
    if (may === 'will') this.#certain.add(placed.record);
  }

  /** Adds records of an earlier run; their handlers are due again when they are found. */
  setFound(found: readonly FoundRecord[]): void {
    this.#unclaimed = found;
  }

  /** Marks handlers as due for which an earlier run left a record. `recordsOf`: the possible names of the record. */
  recall(placed: readonly PlacedHandler[], recordsOf: (placed: PlacedHandler) => readonly string[]): void {
    for (const handler of placed) {
      const names = recordsOf(handler);
      const found = this.#unclaimed.filter(({ record }) => names.includes(record));
      if (found.length === 0) continue;
      this.#unclaimed = this.#unclaimed.filter((one) => !found.includes(one));
      this.notify(handler);
      for (const { record, path } of found) if (record !== handler.record) this.#earlier.set(handler.record, path);
    }
  }

  /** The records whose handlers were not found. */
  get unclaimed(): readonly FoundRecord[] {
    return this.#unclaimed;
  }

  /** Forgets the unclaimed records; the caller removes the files. */
  takeUnclaimed(): readonly FoundRecord[] {
    const found = this.#unclaimed;
    this.#unclaimed = [];
    return found;
  }

  /** Marks the handler as run. Returns the paths of its records of earlier versions. */
  markRun({ record }: PlacedHandler): string[] {
    const earlier = this.#earlier.get(record);
    this.#due.delete(record);
    this.#certain.delete(record);
    return earlier === undefined ? [] : [earlier];
  }

  /** Whether the handler will definitely run. */
  isCertain({ record }: PlacedHandler): boolean {
    return this.#certain.has(record);
  }

  isDue({ record }: PlacedHandler): boolean {
    return this.#due.has(record);
  }

  get all(): readonly PlacedHandler[] {
    return [...this.#due.values()];
  }
}
