import { calculate, sign } from '../python/arithmetic.ts';
import { compare, truth } from '../python/compare.ts';
import { makeDict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { Slice } from '../python/subscript.ts';
import { Undefined } from '../python/undefined.ts';
import { makeFloat, Tuple } from '../python/values.ts';
import { Names } from './names.ts';
import { finalize, joinNative, readsAsOther } from './native.ts';
import { PlainText, withoutMark } from './plain-text.ts';
import { refuseUnknown } from './scan.ts';
import { step, weigh } from '../python/stopwatch.ts';

/** Operators, literals, and output. `site` is a location in the source. */
export abstract class Operators extends Names {
  /** Texts that the current expression must keep as texts; cleared by `keepText`. */
  readonly #marks = new Set<string>();
  /** Variables with several values that it has read; cleared together with the marks. */
  readonly #holders = new Set<string>();
  /** The same for values that the template has bound to names, for as long as it runs. */
  readonly #held = { marks: new Set<string>(), holders: new Set<string>() };
  readonly nothing = new Undefined(() => {
    throw this.fault(this.at, 'The if has no else, and its condition is false');
  }, false);

  slice(start: unknown, stop: unknown, step: unknown): Slice {
    return new Slice(start, stop, step);
  }

  truth(value: unknown, site: number): boolean {
    this.at = site;
    return truth(value);
  }

  and(left: unknown, right: () => unknown): unknown {
    return truth(withoutMark(left)) ? right() : left;
  }

  or(left: unknown, right: () => unknown): unknown {
    return truth(withoutMark(left)) ? left : right();
  }

  calculate(op: string, a: unknown, b: unknown, site: number): unknown {
    this.at = site;
    step();
    if (typeof a === 'object' || typeof b === 'object') refuseUnknown([a, b]);
    return calculate(op, a, b);
  }

  sign(op: '-' | '+', a: unknown, site: number): unknown {
    this.at = site;
    return sign(op, a);
  }

  compare(op: string, a: unknown, b: unknown, site: number): boolean {
    this.at = site;
    step();
    if (typeof a === 'object' || typeof b === 'object') refuseUnknown([a, b]);
    return compare(op, a, b);
  }

  compareAll(first: unknown, rest: readonly (readonly [string, () => unknown])[], site: number): boolean {
    let left = first;
    for (const [op, value] of rest) {
      const right = value();
      if (!this.compare(op, left, right, site)) return false;
      left = right;
    }
    return true;
  }

  str(value: unknown, site: number): string {
    this.at = site;
    weigh(value);
    if (typeof value === 'string') return value;
    refuseUnknown(value);
    return str(value);
  }

  print(value: unknown, site: number): string {
    this.at = site;
    weigh(value);
    if (typeof value === 'string') return value;
    refuseUnknown(value);
    return str(finalize(value));
  }

  printable(value: unknown, site: number): unknown {
    this.at = site;
    if (value instanceof PlainText) return value;
    refuseUnknown(value);
    return finalize(value);
  }

  /** The value of a name that the template has set. */
  value(value: unknown): unknown {
    return withoutMark(value);
  }

  asText(value: unknown): unknown {
    return typeof value === 'string' ? new PlainText(value) : value;
  }

  /** Records a text that must remain text when it is passed on. */
  mark(value: unknown): unknown {
    if (value instanceof PlainText) this.#marks.add(value.text);
    return withoutMark(value);
  }

  /** The same for each item of a list. */
  markEach(values: unknown): unknown {
    if (Array.isArray(values)) for (const value of values) this.mark(this.asText(value));
    return values;
  }

  /** Reads a variable, and records its texts that expressions have produced. */
  markName(name: string, site: number): unknown {
    const value = this.mark(this.resolveNative(name, site));
    if (typeof value === 'object' && value !== null) this.#holders.add(name);
    return value;
  }

  /** Keeps the records of the current expression for everything that is printed or set later. */
  hold(value: unknown): unknown {
    for (const text of this.#marks) this.#held.marks.add(text);
    for (const name of this.#holders) this.#held.holders.add(name);
    return value;
  }

  /** Reads a variable for a function whose result may contain the variable's value. */
  resolveHeld(name: string, site: number): unknown {
    return this.hold(this.markName(name, site));
  }

  /** A text that is derived from another one is a new text. */
  unmark(value: unknown): unknown {
    if (typeof value === 'string') this.#marks.delete(value);
    return value;
  }

  /** The value of an expression that passes on its inputs; a recorded text remains text. */
  keepText(value: unknown): unknown {
    const kept = this.kept(value);
    this.#marks.clear();
    this.#holders.clear();
    return kept;
  }

  protected override kept(value: unknown): unknown {
    const isNoted = typeof value === 'string' && readsAsOther(value) && this.#isNoted(value);
    return isNoted ? new PlainText(value) : value;
  }

  #isNoted(text: string): boolean {
    const { marks, holders } = this.#held;
    if (this.#marks.has(text) || marks.has(text)) return true;
    return [...this.#holders, ...holders].some((name) => this.holdsMade(name, text));
  }

  /** The result of a macro or a block; a text that must remain text is recorded. */
  join(parts: readonly unknown[]): unknown {
    const [only] = parts;
    if (parts.length === 1 && only instanceof PlainText) this.#held.marks.add(only.text);
    return joinNative(parts);
  }

  tuple(...items: readonly unknown[]): Tuple {
    return Tuple.make(...items);
  }

  dict(entries: readonly (readonly [unknown, unknown])[], site: number): unknown {
    this.at = site;
    return makeDict(entries);
  }

  float(value: number): unknown {
    return makeFloat(value);
  }
}
