import type { DatedVariables } from '../variables/dated-variables.ts';
import type { Position } from '../steps/position.ts';
import { Unknown } from '../../values/unknown.ts';
import { ITEMS_FAILED } from '../task/loop-progress.ts';

/** The result of a task or loop item, with the fields that all registered results have. */
export interface RegisteredResult extends Readonly<Record<string, unknown>> {
  readonly changed: boolean;
  readonly failed: boolean;
  readonly skipped?: boolean;
}

/** The registered value of a running task: unknown until the results of all items are known. */
export class Register {
  readonly #name: string | undefined;
  readonly #isLoop: boolean;
  readonly #variables: DatedVariables;
  readonly #position: Position | undefined;
  readonly #items: readonly Readonly<Record<string, unknown>>[];
  readonly #results: (RegisteredResult | Unknown)[];
  readonly #undo: () => void;

  /** `name`: undefined if the task registers nothing. `items`: the fields that describe each result's item. */
  constructor(options: {
    readonly name: string | undefined;
    readonly items: readonly Readonly<Record<string, unknown>>[];
    readonly isLoop: boolean;
    readonly variables: DatedVariables;
  }) {
    this.#name = options.name;
    this.#isLoop = options.isLoop;
    this.#variables = options.variables;
    this.#position = options.variables.position;
    this.#items = options.items;
    this.#results = options.items.map(
      () => new Unknown(`registered as ${options.name ?? 'nothing'} by a task that has not run yet`),
    );
    this.#undo = this.#variables.keep(this.#name === undefined ? [] : [this.#name]);
    this.#publish();
  }

  set(item: number, result: RegisteredResult | Unknown): void {
    this.#results[item] = result;
    this.#publish();
  }

  /** Restores the previous value of the name, since the task has not run. */
  withdraw(): void {
    this.#undo();
  }

  /** The result, whether or not it is registered under a name. */
  get value(): RegisteredResult | Unknown {
    if (!this.#isLoop) return this.#results[0] ?? EMPTY_LOOP;
    const pending = this.#results.find((result) => result instanceof Unknown);
    if (pending) return pending;
    const results = (this.#results as RegisteredResult[]).map((result, i) => ({ ...result, ...this.#items[i] }));
    const failed = results.some((result) => result.failed);
    const skipped = results.every((result) => result.skipped === true);
    return {
      changed: results.some((result) => result.changed),
      failed,
      skipped,
      ...describeLoop({ failed, skipped, isEmpty: results.length === 0 }),
      results,
    };
  }

  #publish(): void {
    if (this.#name !== undefined) this.#variables.setAt(this.#name, this.value, this.#position);
  }
}

/** Plays that were written for Ansible read these fields. */
function describeLoop(loop: {
  readonly failed: boolean;
  readonly skipped: boolean;
  readonly isEmpty: boolean;
}): Readonly<Record<string, string>> {
  if (loop.isEmpty) return { skipped_reason: 'the loop has no items' };
  if (loop.failed) return { msg: ITEMS_FAILED };
  return { msg: loop.skipped ? 'all items were skipped' : 'all items are done' };
}

const EMPTY_LOOP: RegisteredResult = { changed: false, failed: false, skipped: true };
