import { didYouMean } from '../../../diagnostic/suggest.ts';
import { isUnknown } from '../../../values/unknown.ts';
import { ExpressionError } from '../../compiled.ts';
import { UnknownRead } from '../../run/fault.ts';
import { attributeGetter } from '../filters/attribute.ts';
import { filterNamed } from '../filters/registry.ts';
import { calculate, sign } from '../python/arithmetic.ts';
import type { Kwargs } from '../python/bind-arguments.ts';
import { bindArguments } from '../python/bind-arguments.ts';
import { compare, truth } from '../python/compare.ts';
import { makeDict } from '../python/dict.ts';
import { itemsOf } from '../python/iterate.ts';
import { refused, typeError, valueError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { getAttribute, getItem, Slice } from '../python/subscript.ts';
import { Undefined } from '../python/undefined.ts';
import { makeFloat, PyObject, Tuple, typeName } from '../python/values.ts';
import { testNamed } from '../tests/registry.ts';
import { Composition } from './composition.ts';
import { globalNamed } from './globals.ts';
import { Loop } from './loop.ts';
import type { MacroShape } from './macro.ts';
import { Macro } from './macro.ts';
import { Namespace } from './namespace.ts';
import { copyOf, finalize, joinNative, PlainText } from './native.ts';
import { errorAt, placeError } from './place-error.ts';
import { refuseUnknown } from './scan.ts';

const NONE: Kwargs = Object.freeze({});

/** The `$` of compiled code: every read, call and operator goes through it. `site` is a place in the source. */
export class JinjaRuntime extends Composition {
  readonly none = NONE;
  readonly nothing = new Undefined(() => {
    throw this.fault(this.at, 'The if has no else, and its condition is false');
  }, false);
  /** The place of what was done last, for errors. */
  at = -1;
  readonly #known = new Map<string, unknown>();

  fault(site: number, summary: string, suggestion?: string): ExpressionError {
    return errorAt(this.unit, site, { code: 'expression-failed', summary, suggestion });
  }

  place(error: unknown): unknown {
    return placeError(error, this.unit, this.at);
  }

  resolve(name: string, site: number): unknown {
    if (Object.hasOwn(this.locals, name)) return this.locals[name];
    if (this.vars.has(name)) return this.vars.get(name);
    if (this.#known.has(name)) return this.#known.get(name);
    const value = this.#fromScope(name, site);
    this.#known.set(name, value);
    return value;
  }

  #fromScope(name: string, site: number): unknown {
    const { scope } = this.world;
    this.at = site;
    if (!scope.has(name)) return globalNamed(name, this) ?? this.undefinedVariable(name, site);
    try {
      const given = known(scope.get(name));
      const value = typeof given === 'number' && scope.shapeOf?.(name) === 'float' ? makeFloat(given) : given;
      return this.unit.program.changes ? copyOf(value) : value;
    } catch (error) {
      if (!(error instanceof ExpressionError) || !MISSING.has(error.diagnostic.code)) throw error;
      return new Undefined(() => {
        throw error;
      });
    }
  }

  undefinedVariable(name: string, site: number): Undefined {
    return new Undefined(() => {
      const suggestion = didYouMean(name, this.world.scope.names());
      throw errorAt(this.unit, site, {
        code: 'undefined-variable',
        summary: `The variable ${name} is not defined`,
        suggestion,
      });
    });
  }

  undefinedKey(holder: unknown, key: unknown, site: number): Undefined {
    return new Undefined(() => {
      const shown = typeof key === 'string' || typeof key === 'number' ? String(key) : `of type ${typeName(key)}`;
      throw errorAt(this.unit, site, { code: 'undefined-key', summary: `The ${typeName(holder)} has no key ${shown}` });
    });
  }

  missingParameter(name: string): Undefined {
    const site = this.at;
    return new Undefined(() => {
      throw this.fault(site, `The parameter ${name} was not provided`);
    });
  }

  has(name: string, site: number): boolean {
    try {
      return !(this.resolve(name, site) instanceof Undefined);
    } catch (error) {
      if (error instanceof UnknownRead) return true;
      throw error;
    }
  }

  set(name: string, value: unknown): void {
    this.vars.set(name, value);
  }

  setKey(holder: unknown, key: string, value: unknown, site: number): void {
    this.at = site;
    if (!(holder instanceof Namespace))
      throw refused('Only a namespace can have a key set', 'Make it with namespace().');
    holder.values.set(key, value);
  }

  attr(object: unknown, name: string, site: number): unknown {
    if (object instanceof Undefined) return object.strict ? object : object.raise();
    this.at = site;
    const value = known(getAttribute(object, name));
    return value === undefined ? this.undefinedKey(object, name, site) : value;
  }

  item(object: unknown, key: unknown, site: number): unknown {
    if (object instanceof Undefined) return object.strict ? object : object.raise();
    this.at = site;
    if (key instanceof Undefined) return key.raise();
    const value = known(getItem(object, key));
    return value === undefined ? this.undefinedKey(object, key, site) : value;
  }

  slice(start: unknown, stop: unknown, step: unknown): Slice {
    return new Slice(start, stop, step);
  }

  call(callee: unknown, args: readonly unknown[], kwargs: Kwargs, site: number): unknown {
    this.at = site;
    if (callee instanceof Undefined) return callee.raise();
    if (!(callee instanceof PyObject) || !callee.callable)
      throw typeError(`'${typeName(callee)}' object is not callable`);
    const value = callee.call(args, kwargs);
    this.at = site;
    return known(value);
  }

  callWith(callee: unknown, args: readonly unknown[], kwargs: Kwargs, caller: unknown, site: number): unknown {
    return this.call(callee, args, { ...kwargs, caller }, site);
  }

  /** Calls a method of a value. */
  callMethod(value: unknown, name: string, args: readonly unknown[]): unknown {
    const site = this.at;
    return this.call(
      this.attr(value, name, site),
      args.filter((arg) => arg !== undefined),
      NONE,
      site,
    );
  }

  spread(args: readonly unknown[], more: unknown): readonly unknown[] {
    return [...args, ...itemsOf(more)];
  }

  spreadNamed(kwargs: Kwargs, more: unknown): Kwargs {
    if (typeof more !== 'object' || more === null)
      throw typeError(`argument after ** must be a mapping, not ${typeName(more)}`);
    return { ...kwargs, ...(more as Kwargs) };
  }

  filter(name: string, value: unknown, args: readonly unknown[], kwargs: Kwargs, site: number): unknown {
    const filter = filterNamed(name);
    if (!filter) throw this.fault(site, `There is no filter ${name}`);
    refuseUnknown(value);
    refuseUnknown(args);
    this.at = site;
    const result = filter.call(value, bindArguments({ name, signature: filter.signature }, args, kwargs), this);
    this.at = site;
    return known(result);
  }

  test(name: string, value: unknown, args: readonly unknown[], kwargs: Kwargs, site: number): boolean {
    const test = testNamed(name);
    if (!test) throw this.fault(site, `There is no test ${name}`);
    refuseUnknown(value);
    refuseUnknown(args);
    this.at = site;
    return truth(test.call(value, bindArguments({ name, signature: test.signature }, args, kwargs), this));
  }

  knowsFilter(name: string): boolean {
    return filterNamed(name) !== undefined;
  }

  knowsTest(name: string): boolean {
    return testNamed(name) !== undefined;
  }

  truth(value: unknown, site: number): boolean {
    this.at = site;
    return truth(value);
  }

  and(left: unknown, right: () => unknown): unknown {
    return truth(left) ? right() : left;
  }

  or(left: unknown, right: () => unknown): unknown {
    return truth(left) ? left : right();
  }

  calculate(op: string, a: unknown, b: unknown, site: number): unknown {
    this.at = site;
    if (typeof a === 'object' || typeof b === 'object') refuseUnknown([a, b]);
    return calculate(op, a, b);
  }

  sign(op: '-' | '+', a: unknown, site: number): unknown {
    this.at = site;
    return sign(op, a);
  }

  compare(op: string, a: unknown, b: unknown, site: number): boolean {
    this.at = site;
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
    if (typeof value === 'string') return value;
    this.at = site;
    refuseUnknown(value);
    return str(value);
  }

  print(value: unknown, site: number): string {
    if (typeof value === 'string') return value;
    this.at = site;
    refuseUnknown(value);
    return str(finalize(value));
  }

  printable(value: unknown, site: number): unknown {
    this.at = site;
    if (value instanceof PlainText) return value;
    refuseUnknown(value);
    return finalize(value);
  }

  asText(value: unknown): unknown {
    return typeof value === 'string' ? new PlainText(value) : value;
  }

  join(parts: readonly unknown[]): unknown {
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

  items(value: unknown, site: number): readonly unknown[] {
    this.at = site;
    const items = itemsOf(value);
    for (const item of items) known(item);
    return items;
  }

  unpack(value: unknown, count: number, site: number): readonly unknown[] {
    const items = this.items(value, site);
    if (items.length === count) return items;
    throw valueError(`${items.length} values cannot be given to ${count} names`);
  }

  /** The items of a value, or one attribute of each. */
  attributes(value: unknown, attribute: unknown): readonly unknown[] {
    const get = attributeGetter(attribute, this);
    return itemsOf(value).map(get);
  }

  loop(
    items: readonly unknown[],
    depth: number,
    again: ConstructorParameters<typeof Loop>[1]['again'],
    site: number,
  ): Loop {
    const missing = (what: string): Undefined =>
      new Undefined(() => {
        throw this.fault(site, `In this loop, ${what}`);
      });
    return new Loop(items, { depth, again, missing });
  }

  macro(shape: MacroShape, run: (...args: readonly unknown[]) => unknown, site: number): Macro {
    const placed = (...args: readonly unknown[]): unknown => {
      try {
        return run(...args);
      } catch (error) {
        throw this.place(error);
      }
    };
    const noCaller = (): Undefined =>
      new Undefined(() => {
        throw this.fault(site, 'The macro was not called by a call block, so that there is no caller');
      });
    return new Macro(shape, { run: placed, noCaller });
  }
}

const MISSING: ReadonlySet<string> = new Set(['undefined-variable', 'undefined-key']);

function known<T>(value: T): T {
  if (isUnknown(value)) throw new UnknownRead(value);
  return value;
}
