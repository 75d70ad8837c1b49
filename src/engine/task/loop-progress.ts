import type { Failure } from '../events.ts';

/**
 * The progress of a task's loop; a task without a loop has one item. After an item has failed, the other items still run;
 * the task fails after the last one. Set as each item is reported, read there and by the queue.
 */
export class LoopProgress {
  readonly isLoop: boolean;
  #left: number;
  readonly #failures: Failure[] = [];

  constructor(items: number, isLoop: boolean) {
    this.#left = items;
    this.isLoop = isLoop;
  }

  /** Records the end of an item, with success or with a failure that is not ignored. */
  end(failure: Failure | undefined): void {
    this.#left--;
    if (failure) this.#failures.push(failure);
  }

  get failed(): number {
    return this.#failures.length;
  }

  /** Why the task has failed. Undefined if it has not, or if its last item is still pending. */
  get failure(): Failure | undefined {
    const [first] = this.#failures;
    if (this.#left > 0 || !first) return undefined;
    return this.isLoop ? { message: ITEMS_FAILED } : first;
  }
}

export const ITEMS_FAILED = 'one or more items failed';
