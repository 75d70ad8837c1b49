import { equals } from '../python/compare.ts';
import { refused, typeError } from '../python/py-error.ts';
import type { Undefined } from '../python/undefined.ts';
import { PyFunction, PyObject } from '../python/values.ts';

interface LoopOptions {
  readonly depth: number;
  /** Runs a recursive loop again, with other items. */
  readonly again: ((items: unknown, depth: number) => unknown) | undefined;
  readonly missing: (what: string) => Undefined;
}

/** The variable `loop` within a loop. */
export class Loop extends PyObject {
  readonly type = 'LoopContext';
  override readonly callable = true;
  at = 0;
  readonly #items: readonly unknown[];
  readonly #options: LoopOptions;
  #last: readonly unknown[] | undefined;

  constructor(items: readonly unknown[], options: LoopOptions) {
    super();
    this.#items = items;
    this.#options = options;
  }

  override attribute(name: string): unknown {
    const get = ATTRIBUTES[name];
    return get && Object.hasOwn(ATTRIBUTES, name) ? get(this) : undefined;
  }

  override call(args: readonly unknown[]): unknown {
    const { again, depth } = this.#options;
    if (!again) throw typeError("The loop must have the 'recursive' marker to be called recursively.");
    return again(args[0], depth + 1);
  }

  get count(): number {
    return this.#items.length;
  }

  get depth(): number {
    return this.#options.depth;
  }

  item(at: number, what: string): unknown {
    return at >= 0 && at < this.#items.length ? this.#items[at] : this.#options.missing(what);
  }

  cycle(args: readonly unknown[]): unknown {
    if (args.length === 0) throw typeError('no items for cycling given');
    return args[this.at % args.length];
  }

  changed(args: readonly unknown[]): boolean {
    const same = this.#last?.length === args.length && this.#last.every((value, i) => equals(value, args[i]));
    if (!same) this.#last = args;
    return !same;
  }

  override text(): string {
    throw refused('loop has no text that could be printed');
  }
}

const ATTRIBUTES: Readonly<Record<string, (loop: Loop) => unknown>> = {
  index: (loop) => loop.at + 1,
  index0: (loop) => loop.at,
  revindex: (loop) => loop.count - loop.at,
  revindex0: (loop) => loop.count - loop.at - 1,
  first: (loop) => loop.at === 0,
  last: (loop) => loop.at === loop.count - 1,
  length: (loop) => loop.count,
  depth: (loop) => loop.depth + 1,
  depth0: (loop) => loop.depth,
  previtem: (loop) => loop.item(loop.at - 1, 'there is no previous item'),
  nextitem: (loop) => loop.item(loop.at + 1, 'there is no next item'),
  cycle: (loop) => new PyFunction('cycle', (args) => loop.cycle(args)),
  changed: (loop) => new PyFunction('changed', (args) => loop.changed(args)),
};
