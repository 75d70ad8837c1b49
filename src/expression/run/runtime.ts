import { didYouMean } from '../../diagnostic/suggest.ts';
import { BoundedRegExp } from '../../values/bounded-regexp.ts';
import { TIME_LIMIT_MS } from '../../values/time-limit.ts';
import { isUnknown } from '../../values/unknown.ts';
import { findUnknown } from '../contains-unknown.ts';
import type { Compiled, ControllerAccess, Scope } from '../compiled.ts';
import { ExpressionError } from '../compiled.ts';
import { MissingFile } from '../library/missing-file.ts';
import { LIBRARY } from '../library/library.ts';
import { OMIT } from '../omit.ts';
import { add, calculate, compare } from './arithmetic.ts';
import { callMethod } from './call-method.ts';
import { Fault, UnknownRead } from './fault.ts';
import { CONSTANTS, FUNCTIONS } from './globals.ts';
import { describeKind, kindOf } from './kind-of.ts';
import { findKey, hasKey, readKey } from './read-key.ts';
import { toText } from './to-text.ts';
import { scopeWith } from './scope-with.ts';

type Call = (...args: readonly unknown[]) => unknown;

/** Reading the clock costs as much as one step. */
const TICKS_BETWEEN_LOOKS = 16;

/** The environment of a program. */
export interface Surroundings {
  readonly scope: Scope;
  readonly host: ControllerAccess;
  /** The templates of the program's `include()`s, in order. */
  readonly includes: readonly Compiled[];
}

/** The `$` of translated code: all accesses, calls and conversions use it. `site` is a location in the source. */
export class Runtime {
  readonly omit = OMIT;
  readonly add = add;
  readonly calculate = calculate;
  readonly compare = compare;
  readonly #scope: Scope;
  readonly #host: ControllerAccess;
  readonly #includes: readonly Compiled[];
  /** Steps so far, and the time at which the clock was first read. Set only by `#tick`. */
  #ticks = 0;
  #startMs: number | undefined;

  constructor({ scope, host, includes }: Surroundings) {
    this.#scope = scope;
    this.#host = host;
    this.#includes = includes;
  }

  read(name: string, site: number): unknown {
    if (this.#scope.has(name)) return this.known(this.#scope.get(name));
    const hint = didYouMean(name, this.#scope.names());
    throw new Fault('undefined-variable', site, `The variable ${name} is not defined`, hint);
  }

  maybe(name: string): unknown {
    return this.#scope.has(name) ? this.known(this.#scope.get(name)) : undefined;
  }

  has(name: string): boolean {
    const doubt = this.#scope.doubtOf?.(name);
    if (doubt) throw new UnknownRead(doubt);
    return this.#scope.has(name);
  }

  variableOrFunction(name: string, site: number): unknown {
    if (this.#scope.has(name)) return this.known(this.#scope.get(name));
    return (...args: readonly unknown[]) => this.callLibrary(name, args.slice(0, 1), site);
  }

  isDefined(read: () => unknown): boolean {
    try {
      return read() !== undefined;
    } catch (error) {
      if (error instanceof Fault && (error.code === 'undefined-key' || error.code === 'undefined-variable'))
        return false;
      throw error;
    }
  }

  known<T>(value: T): T {
    if (isUnknown(value)) throw new UnknownRead(value);
    return value;
  }

  constant(name: string): unknown {
    return CONSTANTS.get(name);
  }

  get(holder: unknown, key: unknown, site: number): unknown {
    this.#tick(site);
    return this.known(readKey(holder, key, site));
  }

  find(holder: unknown, key: unknown, site: number): unknown {
    return this.known(findKey(holder, key, site));
  }

  link(value: unknown, rest: (value: unknown) => unknown): unknown {
    return value === null || value === undefined ? undefined : rest(value);
  }

  withDefault(value: unknown, other: () => unknown): unknown {
    return value === undefined ? other() : value;
  }

  without(mapping: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
    return Object.fromEntries(Object.entries(mapping).filter(([key]) => !keys.includes(key)));
  }

  items(value: unknown, site: number): readonly unknown[] {
    if (Array.isArray(value)) return value;
    const hint =
      kindOf(value) === 'mapping'
        ? 'Write Object.entries(value), Object.keys(value) or Object.values(value).'
        : undefined;
    throw new Fault('expression-failed', site, `A list is needed here, not ${describeKind(value)}`, hint);
  }

  mapping(value: unknown, site: number): object {
    if (typeof value === 'object' && value !== null && kindOf(value) === 'mapping') return value;
    throw new Fault('expression-failed', site, `A mapping is needed here, not ${describeKind(value)}`);
  }

  key(value: unknown, site: number): string {
    return toText(value, site);
  }

  text(value: unknown, site: number): string {
    return toText(value, site);
  }

  typeOf(value: unknown): string {
    return typeof value;
  }

  negate(value: unknown, site: number): number {
    return calculate('-', 0, value, site);
  }

  number(value: unknown, site: number): number {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && !Number.isNaN(number)) return number;
    throw new Fault('expression-failed', site, `This ${kindOf(value)} is not a number`);
  }

  hasKey(key: unknown, holder: unknown, site: number): boolean {
    if (kindOf(holder) === 'mapping') return hasKey(holder, key);
    const hint = Array.isArray(holder) || typeof holder === 'string' ? 'Write value.includes(item).' : undefined;
    throw new Fault('expression-failed', site, `in looks for a key in a mapping, not in ${describeKind(holder)}`, hint);
  }

  regex(pattern: string, flags: string, site: number): RegExp {
    return this.#guard(site, '', () => new BoundedRegExp(pattern, flags)) as RegExp;
  }

  method(receiver: unknown, name: string, args: readonly unknown[], site: number): unknown {
    return this.known(this.#guard(site, `${name}(): `, () => callMethod(receiver, name, args, site)));
  }

  callLocal(value: unknown, args: readonly unknown[], site: number): unknown {
    this.#tick(site);
    if (typeof value !== 'function')
      throw new Fault('expression-failed', site, `${describeKind(value)} cannot be called`);
    return this.#guard(site, '', () => (value as Call)(...args));
  }

  global(name: string): unknown {
    return FUNCTIONS.get(name);
  }

  callGlobal(name: string, args: readonly unknown[], site: number): unknown {
    const call = FUNCTIONS.get(name) as Call;
    return this.known(this.#guard(site, `${name}(): `, () => call(...args)));
  }

  callLibrary(name: string, args: readonly unknown[], site: number): unknown {
    const unknown = findUnknown(args);
    if (unknown) throw new UnknownRead(unknown);
    return this.#guard(site, `${name}(): `, () => LIBRARY.get(name)?.call(args, this.#host));
  }

  include(index: number, locals: Record<string, unknown>): unknown {
    return this.known(this.#includes[index]?.evaluate(scopeWith(this.#scope, locals)));
  }

  /** Ends an evaluation that takes too long: all repetitions call this, and it reads the clock now and then. */
  #tick(site: number): void {
    if (++this.#ticks % TICKS_BETWEEN_LOOKS !== 0) return;
    const now = performance.now();
    this.#startMs ??= now;
    if (now - this.#startMs > TIME_LIMIT_MS)
      throw new Fault('expression-failed', site, `This expression took longer than ${TIME_LIMIT_MS / 1000} s`);
  }

  /** Adds the location to an error of the platform or the library. */
  #guard(site: number, prefix: string, call: () => unknown): unknown {
    this.#tick(site);
    try {
      return call();
    } catch (error) {
      if (error instanceof Fault || error instanceof UnknownRead || error instanceof ExpressionError) throw error;
      const suggestion = error instanceof MissingFile ? error.suggestion : undefined;
      const message = error instanceof Error ? error.message : String(error);
      throw new Fault('expression-failed', site, prefix + message, suggestion);
    }
  }
}
