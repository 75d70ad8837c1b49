import { dictHas, dictKeys } from './dict.ts';
import { typeError } from './py-error.ts';
import { MOST_ITEMS, PyRange } from './py-range.ts';
import { charsOf } from './text.ts';
import { Undefined } from './undefined.ts';
import { isDict, PyObject, typeName } from './values.ts';
import { step, weigh } from './stopwatch.ts';

/** The result of an iteration: a list's items, a text's characters, a dict's keys. */
export function itemsOf(value: unknown): readonly unknown[] {
  weigh(value);
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return charsOf(value);
  if (value instanceof PyRange) {
    step(Math.min(value.length, MOST_ITEMS));
    return value.toArray();
  }
  if (value instanceof Undefined) return value.strict ? value.raise() : [];
  if (value instanceof PyObject) {
    const items = value.items();
    if (items) return [...items];
  } else if (isDict(value)) return dictKeys(value);
  throw typeError(`'${typeName(value)}' object is not iterable`);
}

/** `len()` */
export function lengthOf(value: unknown): number {
  if (value instanceof PyRange) return value.length;
  if (value instanceof Undefined || typeof value === 'string' || Array.isArray(value) || isDict(value)) {
    return itemsOf(value).length;
  }
  throw typeError(`object of type '${typeName(value)}' has no len()`);
}

/** Whether a value is iterable. */
export const isIterable = (value: unknown): boolean =>
  typeof value === 'string' ||
  Array.isArray(value) ||
  value instanceof PyRange ||
  isDict(value) ||
  (value instanceof PyObject && value.items() !== undefined);

/** Whether a value is a dict with this key. */
export const hasKeyOf = (value: unknown, key: unknown): boolean => isDict(value) && dictHas(value, key);
