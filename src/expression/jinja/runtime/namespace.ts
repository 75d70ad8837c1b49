import { dictEntries } from '../python/dict.ts';
import { itemsOf } from '../python/iterate.ts';
import type { Kwargs } from '../python/bind-arguments.ts';
import { isDict, PyFunction, PyObject } from '../python/values.ts';
import { typeError, refused } from '../python/py-error.ts';

/** `namespace()`: an object whose keys can be set within loops. */
export class Namespace extends PyObject {
  readonly type = 'Namespace';
  readonly values = new Map<string, unknown>();

  constructor(args: readonly unknown[], kwargs: Kwargs) {
    super();
    for (const arg of args) {
      const entries = isDict(arg) ? dictEntries(arg) : itemsOf(arg).map((pair) => itemsOf(pair));
      for (const [key, value] of entries) this.values.set(String(key), value);
    }
    for (const [key, value] of Object.entries(kwargs)) this.values.set(key, value);
  }

  override attribute(name: string): unknown {
    return this.values.get(name);
  }

  override text(): string {
    throw refused('A namespace has no text that could be printed');
  }
}

/** `cycler()`: returns its items in turn. */
export class Cycler extends PyObject {
  readonly type = 'Cycler';
  readonly #items: readonly unknown[];
  #at = 0;

  constructor(items: readonly unknown[]) {
    super();
    if (items.length === 0) throw typeError('at least one item has to be provided');
    this.#items = items;
  }

  override attribute(name: string): unknown {
    if (name === 'current') return this.#items[this.#at];
    if (name === 'next') return new PyFunction('next', () => this.#next());
    return name === 'reset' ? new PyFunction('reset', () => ((this.#at = 0), null)) : undefined;
  }

  #next(): unknown {
    const item = this.#items[this.#at];
    this.#at = (this.#at + 1) % this.#items.length;
    return item;
  }
}

/** `joiner()`: empty at its first call, then its text. */
export class Joiner extends PyObject {
  readonly type = 'Joiner';
  override readonly callable = true;
  readonly #separator: unknown;
  #used = false;

  constructor(separator: unknown) {
    super();
    this.#separator = separator;
  }

  override call(): unknown {
    if (this.#used) return this.#separator;
    this.#used = true;
    return '';
  }
}
