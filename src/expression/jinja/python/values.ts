import { isUnknown } from '../../../values/unknown.ts';
import { PyDict } from './py-dict.ts';
import { PyRange } from './py-range.ts';
import { Undefined } from './undefined.ts';

/*
 * The representation of Python's values: str, bool and None are themselves, a list is an array, a dict is a plain object
 * or, if it has keys other than texts or another order, a `PyDict`. An int is an integer number or, if it is too large, a
 * bigint; a float is a number with a fraction, an infinity or NaN, or a `PyFloat` if it is integral.
 */

/** A float without a fraction, since a number cannot represent the difference from an int. */
export class PyFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  toJSON(): number {
    return this.value;
  }
}

export class Tuple extends Array<unknown> {
  /** Array methods on a tuple return arrays. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** `new Tuple(3)` would create a tuple of three holes. */
  static make(...items: readonly unknown[]): Tuple {
    const made = new Tuple();
    made.push(...items);
    return made;
  }
}

/** A tuple with named fields: a group of `groupby`. */
export class NamedTuple extends Tuple {
  names: readonly string[] = [];

  static named(parts: Readonly<Record<string, unknown>>): NamedTuple {
    const made = new NamedTuple();
    made.push(...Object.values(parts));
    made.names = Object.keys(parts);
    return made;
  }
}

/** The result of `keys()`, `values()` and `items()` of a dict: it can be iterated, but not indexed. */
export class DictView extends Array<unknown> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  view: 'dict_keys' | 'dict_values' | 'dict_items' = 'dict_keys';
}

/** An object of the template language with attributes, which may be callable. */
export abstract class PyObject {
  /** The name of its class. */
  abstract readonly type: string;
  /** An attribute; undefined if it has none of this name. */
  attribute(_name: string): unknown {
    return undefined;
  }
  call(_args: readonly unknown[], _kwargs: Readonly<Record<string, unknown>>): unknown {
    return undefined;
  }
  readonly callable: boolean = false;
  /** Its text; undefined if its exact text is unknown. */
  text(): string | undefined {
    return undefined;
  }
  /** The result of `str()`, if it differs from the text within a list. */
  printed(): string | undefined {
    return this.text();
  }
  equals(other: PyObject): boolean {
    return this === other;
  }
  /** Negative, zero or positive; undefined if the two are not comparable. */
  order(_other: PyObject): number | undefined {
    return undefined;
  }
  /** `this op other`; undefined if the operator is not supported. */
  calculate(_op: string, _other: unknown): unknown {
    return undefined;
  }
  /** The items of an iteration. */
  items(): Iterable<unknown> | undefined {
    return undefined;
  }
}

/** A function as a value, such as `range` or a method. */
export class PyFunction extends PyObject {
  readonly type = 'builtin_function_or_method';
  override readonly callable = true;
  readonly name: string;
  readonly #call: PyFunction['call'];

  constructor(name: string, call: PyFunction['call']) {
    super();
    this.name = name;
    this.#call = call;
  }

  override call(args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>): unknown {
    return this.#call(args, kwargs);
  }
}

export type PyFloatLike = PyFloat | number;

/** A float for its value. */
export const makeFloat = (value: number): PyFloatLike => (Number.isInteger(value) ? new PyFloat(value) : value);

/** An int for its value. */
export const makeInt = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;

export const isFloat = (value: unknown): value is PyFloatLike =>
  value instanceof PyFloat || (typeof value === 'number' && !Number.isInteger(value));

/** An int that is not a bool. */
export const isInt = (value: unknown): value is number | bigint =>
  typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));

export const isNumber = (value: unknown): value is number | bigint | boolean | PyFloat =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' || value instanceof PyFloat;

export const toNumber = (value: number | bigint | boolean | PyFloat): number =>
  value instanceof PyFloat ? value.value : Number(value);

export type PlainDict = Readonly<Record<string, unknown>>;

export function isDict(value: unknown): value is PlainDict | PyDict {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (value instanceof PyDict) return true;
  const isOther =
    value instanceof PyFloat ||
    value instanceof PyObject ||
    value instanceof Undefined ||
    value instanceof PyRange ||
    isUnknown(value);
  return !isOther;
}

export const isTuple = (value: unknown): value is Tuple => value instanceof Tuple;

/** A list, but neither a tuple nor a view. */
export const isList = (value: unknown): value is unknown[] =>
  Array.isArray(value) && !(value instanceof Tuple) && !(value instanceof DictView);

/** The name of a value's class. */
export function typeName(value: unknown): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (isFloat(value)) return 'float';
  if (isInt(value)) return 'int';
  if (value instanceof Tuple) return 'tuple';
  if (value instanceof DictView) return value.view;
  if (Array.isArray(value)) return 'list';
  if (value instanceof PyRange) return 'range';
  if (value instanceof Undefined) return value.strict ? 'AnsibleUndefined' : 'Undefined';
  if (value instanceof PyObject) return value.type;
  return isDict(value) ? 'dict' : 'str';
}
