import type { Handler } from '../../playbook/types.ts';
import { fileNameOf } from '../../values/file-name.ts';
import type { VariablePlace } from '../../variables/host-variables.ts';

/** A handler in the place that defines it. */
export interface PlacedHandler {
  readonly handler: Handler;
  readonly name: string;
  readonly place: VariablePlace;
  /** Role (or play) that defines it, for people and for its record. */
  readonly owner: string;
}

/** The handlers that are due on one host: notified in this run, or found pending from an earlier one. */
export class DueHandlers {
  readonly #due = new Map<string, PlacedHandler>();
  readonly #certain = new Set<string>();

  /** `may`: check mode can't tell whether the task that notifies it will change anything. */
  notify(placed: PlacedHandler, may: 'may' | 'will' = 'will'): void {
    this.#due.set(handlerRecord(placed), placed);
    if (may === 'will') this.#certain.add(handlerRecord(placed));
  }

  markRun(placed: PlacedHandler): void {
    this.#due.delete(handlerRecord(placed));
    this.#certain.delete(handlerRecord(placed));
  }

  /** Whether it will run for sure. */
  isCertain(placed: PlacedHandler): boolean {
    return this.#certain.has(handlerRecord(placed));
  }

  isDue(placed: PlacedHandler): boolean {
    return this.#due.has(handlerRecord(placed));
  }

  get all(): readonly PlacedHandler[] {
    return [...this.#due.values()];
  }
}

/** The name of the file that records on the host that a handler is due. */
export const handlerRecord = ({ owner, name }: Pick<PlacedHandler, 'owner' | 'name'>): string =>
  fileNameOf({ words: [owner, name] });
