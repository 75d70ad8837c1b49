import { dictEntries, makeDict } from '../python/dict.ts';
import { itemsOf } from '../python/iterate.ts';
import { literalEval, NO_LITERAL } from '../python/literal-eval.ts';
import { refused } from '../python/py-error.ts';
import { PyRange } from '../python/py-range.ts';
import { str } from '../python/repr.ts';
import { Undefined } from '../python/undefined.ts';
import { DictView, isDict, isFloat, isNumber, isTuple, PyFloat, PyObject, toNumber, Tuple } from '../python/values.ts';
import { step } from '../python/stopwatch.ts';
import { PlainText } from './plain-text.ts';

/** Prepares a value for output, like Ansible: ranges, views and similar become lists, None becomes empty, and missing values fail. */
export function finalize(value: unknown): unknown {
  if (value === null) return '';
  if (typeof value !== 'object') return value;
  refuseMissing(value);
  return value instanceof PyRange || value instanceof DictView ? [...itemsOf(value)] : value;
}

function refuseMissing(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  step();
  if (value instanceof Undefined) {
    if (value.strict) value.raise();
  } else if (Array.isArray(value)) value.forEach(refuseMissing);
  else if (isDict(value)) for (const [, item] of dictEntries(value)) refuseMissing(item);
}

/** The joined output, as in Ansible: a text, or the list, dict or boolean that its text represents. */
export function joinNative(parts: readonly unknown[]): unknown {
  const [only] = parts;
  if (parts.length !== 1) return evaluated(parts.map(textOf).join(''));
  if (only instanceof PlainText) return only.text;
  if (typeof only === 'boolean' || typeof only === 'symbol') return only;
  if (typeof only === 'object' && only !== null && readsAsItself(only)) return only;
  return evaluated(textOf(only));
}

const textOf = (value: unknown): string => (value instanceof PlainText ? value.text : str(value));

/** Whether a text may represent another type. */
export const readsAsOther = (text: string): boolean => /^[{[]/.test(text) || text === 'True' || text === 'False';

/** The value of a text that looks like a dict, a list or a boolean; otherwise the text. */
export function evaluated(text: string): unknown {
  if (!readsAsOther(text)) return text;
  const value = literalEval(text);
  return value === NO_LITERAL ? text : value;
}

/** Whether the text of a list or dict evaluates to an equal value. */
function readsAsItself(value: object, depth = 0): boolean {
  if (depth > 80) return false;
  step();
  if (Array.isArray(value)) {
    return (
      !(value instanceof DictView) && !(depth === 0 && isTuple(value)) && value.every((item) => isPlain(item, depth))
    );
  }
  return isDict(value) && dictEntries(value).every(([key, item]) => isPlain(key, depth) && isPlain(item, depth));
}

function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null || value instanceof PyFloat) return true;
  return readsAsItself(value, depth + 1);
}

/** Converts a value to the program's own data: lists, mappings, texts, numbers, booleans, null. */
export function toData(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  step();
  if (Array.isArray(value) || value instanceof PyRange) return itemsOf(value).map(toData);
  if (isNumber(value)) return isFloat(value) ? toNumber(value) : value;
  if (value instanceof Undefined) return value.strict ? value.raise() : '';
  if (value instanceof PyObject) return textOrRefuse(value);
  if (value instanceof PlainText) return value.text;
  if (!isDict(value)) return value;
  return Object.fromEntries(
    dictEntries(value).map(([key, item]) => [typeof key === 'string' ? key : str(key), toData(item)]),
  );
}

function textOrRefuse(value: PyObject): string {
  const text = value.printed();
  if (text === undefined) throw refused(`The expression gives ${value.type}, which is not data`);
  return text;
}

/** A copy of data that may be changed in place. */
export function copyOf(value: unknown): unknown {
  step();
  if (value instanceof Tuple) return Tuple.make(...value.map(copyOf));
  if (value instanceof DictView || value instanceof PyObject) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  return isDict(value) ? makeDict(dictEntries(value).map(([key, item]) => [key, copyOf(item)])) : value;
}
