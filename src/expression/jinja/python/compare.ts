import { hashOf, dictEntries, dictGet, dictHas, dictSize } from './dict.ts';
import { typeError } from './py-error.ts';
import { PyRange } from './py-range.ts';
import { compareTexts } from './text.ts';
import { refuseUndefined, Undefined } from './undefined.ts';
import { DictView, isDict, isNumber, isTuple, PyFloat, PyObject, toNumber, typeName } from './values.ts';
import { step, weigh } from './stopwatch.ts';

/** `bool()`. Fails for a strict undefined value. */
export function truth(value: unknown): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0;
    case 'object':
      return value !== null && objectTruth(value);
    case 'bigint':
      return value !== 0n;
    default:
      return true;
  }
}

function objectTruth(value: object): boolean {
  if (Array.isArray(value) || value instanceof PyRange) return value.length > 0;
  if (value instanceof Undefined) return value.strict ? value.raise() : false;
  if (value instanceof PyFloat) return value.value !== 0;
  return isDict(value) ? dictSize(value) > 0 : true;
}

/** `==`. Fails for a strict undefined value. */
export function equals(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  if (a instanceof Undefined || b instanceof Undefined) return undefinedEquals(a, b);
  if (a === b) return true;
  step();
  if (isNumber(a)) return isNumber(b) && sameNumber(a, b);
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a, b);
  if (isDict(a)) return isDict(b) && sameDict(a, b);
  if (a instanceof PyRange && b instanceof PyRange) return sameItems(a.toArray(), b.toArray());
  return a instanceof PyObject && b instanceof PyObject && a.equals(b);
}

function undefinedEquals(a: unknown, b: unknown): boolean {
  for (const side of [a, b]) if (side instanceof Undefined && side.strict) side.raise();
  return a instanceof Undefined && b instanceof Undefined;
}

type PyNumber = Parameters<typeof toNumber>[0];

const sameNumber = (a: PyNumber, b: PyNumber): boolean => orderNumbers(a, b) === 0;

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (isTuple(a) !== isTuple(b) || a instanceof DictView !== b instanceof DictView) return false;
  if (a instanceof DictView && b instanceof DictView) return sameViews(a, b);
  return a.length === b.length && a.every((item, i) => item === b[i] || equals(item, b[i]));
}

const sameViews = (a: DictView, b: DictView): boolean =>
  a === b ||
  (a.view !== 'dict_values' && b.view !== 'dict_values' && a.length === b.length && a.every((x) => contains(b, x)));

function sameDict(a: Parameters<typeof dictEntries>[0], b: Parameters<typeof dictEntries>[0]): boolean {
  return (
    dictSize(a) === dictSize(b) &&
    dictEntries(a).every(
      ([key, value]) => dictHas(b, key) && (value === dictGet(b, key) || equals(value, dictGet(b, key))),
    )
  );
}

/** `in`: an item of a list, a part of a text, a key of a dict. */
export function contains(holder: unknown, item: unknown): boolean {
  weigh(holder);
  if (typeof holder === 'string') {
    if (typeof item === 'string') return holder.includes(item);
    throw typeError(`'in <string>' requires string as left operand, not ${typeName(item)}`);
  }
  if (holder instanceof DictView && holder.view === 'dict_keys') hashOf(item);
  if (Array.isArray(holder)) return holder.some((other) => other === item || equals(other, item));
  if (isDict(holder)) return dictHas(holder, item);
  if (holder instanceof PyRange) return holder.toArray().some((other) => equals(other, item));
  if (holder instanceof Undefined) return holder.strict ? holder.raise() : false;
  const items = holder instanceof PyObject ? holder.items() : undefined;
  if (items) return [...items].some((other) => equals(other, item));
  throw typeError(`argument of type '${typeName(holder)}' is not iterable`);
}

/** Negative, zero or positive, for `<` and similar operators; NaN if neither is true. */
export function order(a: unknown, b: unknown, operator = '<'): number {
  step();
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  refuseUndefined(a);
  refuseUndefined(b);
  if (isNumber(a) && isNumber(b)) return orderNumbers(a, b);
  if (
    Array.isArray(a) &&
    Array.isArray(b) &&
    isTuple(a) === isTuple(b) &&
    !(a instanceof DictView || b instanceof DictView)
  ) {
    return orderItems(a, b, operator);
  }
  const compared = a instanceof PyObject && b instanceof PyObject ? a.order(b) : undefined;
  if (compared !== undefined) return compared;
  throw typeError(`'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

function orderNumbers(a: PyNumber, b: PyNumber): number {
  if (typeof a === 'bigint' || typeof b === 'bigint') {
    const [left, right] = [a, b].map((n) => (n instanceof PyFloat ? n.value : typeof n === 'boolean' ? Number(n) : n));
    if (left === undefined || right === undefined || Number.isNaN(Number(left) + Number(right))) return NaN;
    return left < right ? -1 : left > right ? 1 : 0;
  }
  return (
    toNumber(a) - toNumber(b) ||
    (toNumber(a) === toNumber(b) ? 0 : toNumber(a) < toNumber(b) ? -1 : toNumber(a) > toNumber(b) ? 1 : NaN)
  );
}

function orderItems(a: readonly unknown[], b: readonly unknown[], operator: string): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i] && !equals(a[i], b[i])) return order(a[i], b[i], operator);
  }
  return a.length - b.length;
}

/** A comparison in a chain. */
export function compare(operator: string, a: unknown, b: unknown): boolean {
  switch (operator) {
    case '==':
      return equals(a, b);
    case '!=':
      return !equals(a, b);
    case 'in':
      return contains(b, a);
    case 'not in':
      return !contains(b, a);
    case '<':
      return order(a, b, operator) < 0;
    case '<=':
      return order(a, b, operator) <= 0;
    case '>':
      return order(a, b, operator) > 0;
    default:
      return order(a, b, operator) >= 0;
  }
}
