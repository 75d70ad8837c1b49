import type { Handler } from '../../playbook/types.ts';
import type { VariablePlace } from '../../variables/host-variables.ts';

/** A handler in the place that defines it. */
export interface PlacedHandler {
  readonly handler: Handler;
  readonly name: string;
  readonly place: VariablePlace;
  /** Role (or play) that defines it, for people. */
  readonly owner: string;
  /** The name of the file that records on the host that it is due. */
  readonly record: string;
}

/** A record of a due handler that an earlier run has left on the host. */
export interface FoundRecord {
  readonly path: string;
  /** The file's name. */
  readonly record: string;
}

/** The handlers that are due on one host: notified in this run, or found pending from an earlier one. */
export class DueHandlers {
  /** By record. Set when notified or recalled, cleared when the handler has run. */
  readonly #due = new Map<string, PlacedHandler>();
  readonly #certain = new Set<string>();
  /** Records of earlier versions, by the record of their handler: removed when it has run. */
  readonly #earlier = new Map<string, string>();
  /** Records that no handler met so far is for. Set once the host is connected; each is cleared when its handler is met. */
  #unclaimed: readonly FoundRecord[] = [];

  /** `may`: check mode can't tell whether the task that notifies it will change anything. */
  notify(placed: PlacedHandler, may: 'may' | 'will' = 'will'): void {
    this.#due.set(placed.record, placed);
    if (may === 'will') this.#certain.add(placed.record);
  }

  /** Records that an earlier run left: their handlers are due again, once they are known. */
  setFound(found: readonly FoundRecord[]): void {
    this.#unclaimed = found;
  }

  /** Makes those due of which an earlier run left a record. `recordsOf`: the names that the record may have. */
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

  /** The records whose handlers were not met. */
  get unclaimed(): readonly FoundRecord[] {
    return this.#unclaimed;
  }

  /** Forgets the unclaimed records, which whoever calls this removes. */
  takeUnclaimed(): readonly FoundRecord[] {
    const found = this.#unclaimed;
    this.#unclaimed = [];
    return found;
  }

  /** The handler has run. Gives paths of records of earlier versions that said that it was due. */
  markRun({ record }: PlacedHandler): string[] {
    const earlier = this.#earlier.get(record);
    this.#due.delete(record);
    this.#certain.delete(record);
    return earlier === undefined ? [] : [earlier];
  }

  /** Whether it will run for sure. */
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
