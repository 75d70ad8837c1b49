import type { Failure } from '../events.ts';

/**
 * How far the items of one task's loop have come; a task without a loop is one item. An item that fails does not keep the
 * others from being tried: the task has failed when all have ended. Set as each item is reported, read there and by the queue.
 */
export class LoopProgress {
  readonly isLoop: boolean;
  #left: number;
  readonly #failures: Failure[] = [];

  constructor(items: number, isLoop: boolean) {
    this.#left = items;
    this.isLoop = isLoop;
  }

  /** An item has ended, with a failure that is not ignored or well. */
  end(failure: Failure | undefined): void {
    this.#left--;
    if (failure) this.#failures.push(failure);
  }

  get failed(): number {
    return this.#failures.length;
  }

  /** Why the task has failed. Undefined: it has not, or its last item is still to come. */
  get failure(): Failure | undefined {
    const [first] = this.#failures;
    if (this.#left > 0 || !first) return undefined;
    return this.isLoop ? { message: ITEMS_FAILED } : first;
  }
}

export const ITEMS_FAILED = 'one or more items failed';
