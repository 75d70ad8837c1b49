import { PyDict } from './py-dict.ts';
import { typeError } from './py-error.ts';
import { Undefined } from './undefined.ts';
import type { PlainDict } from './values.ts';
import { isDict, isNumber, PyFloat, toNumber, Tuple, typeName } from './values.ts';
import { step } from './stopwatch.ts';

export type Dict = PlainDict | PyDict;

/** A value that is the same for equal keys. Throws for values that cannot be keys. */
export function hashOf(key: unknown): unknown {
  step();
  if (typeof key === 'string') return `s${key}`;
  if (isNumber(key)) return key instanceof PyFloat ? key.value : typeof key === 'bigint' ? key : Number(key);
  if (key instanceof Tuple) return `t${JSON.stringify(key.map((item) => String(hashOf(item))))}`;
  if (key instanceof Undefined) return key.raise();
  if (Array.isArray(key) || isDict(key)) throw typeError(`unhashable type: '${typeName(key)}'`);
  return key;
}

const INDEX_LIKE = /^(0|[1-9]\d{0,9})$/;

/** Whether a plain object keeps the order of a key. */
const isPlainKey = (key: unknown): key is string =>
  typeof key === 'string' && !INDEX_LIKE.test(key) && key !== '__proto__';

/** A new dict; the later of two entries with the same key applies. */
export function makeDict(entries: Iterable<readonly [unknown, unknown]>): Dict {
  const list = [...entries];
  return list.every(([key]) => isPlainKey(key)) ? Object.fromEntries(list as [string, unknown][]) : pyDict(list);
}

function pyDict(entries: Iterable<readonly [unknown, unknown]>): PyDict {
  const dict = new PyDict();
  for (const [key, value] of entries) dict.set(hashOf(key), key, value);
  return dict;
}

export const dictEntries = (dict: Dict): (readonly [unknown, unknown])[] =>
  dict instanceof PyDict ? dict.entries() : Object.entries(dict);

export const dictKeys = (dict: Dict): unknown[] =>
  dict instanceof PyDict ? dict.entries().map(([key]) => key) : Object.keys(dict);

export const dictValues = (dict: Dict): unknown[] =>
  dict instanceof PyDict ? dict.entries().map(([, value]) => value) : Object.values(dict);

export const dictSize = (dict: Dict): number => (dict instanceof PyDict ? dict.size : Object.keys(dict).length);

export function dictHas(dict: Dict, key: unknown): boolean {
  if (dict instanceof PyDict) return dict.get(hashOf(key)) !== undefined;
  return ownKey(dict, key) !== undefined;
}

/** The value of a key; undefined if it does not exist. */
export function dictGet(dict: Dict, key: unknown): unknown {
  if (dict instanceof PyDict) return dict.get(hashOf(key))?.[1];
  const own = ownKey(dict, key);
  return own === undefined ? undefined : dict[own];
}

/** Integer keys from YAML are texts here, so that a number must find them. */
function ownKey(dict: PlainDict, key: unknown): string | undefined {
  const hash = typeof key === 'string' ? key : hashOf(key);
  const text = typeof key === 'string' ? key : typeof hash === 'number' ? String(toNumber(hash)) : undefined;
  return text !== undefined && Object.hasOwn(dict, text) ? text : undefined;
}

/** Sets a key in place. A plain object accepts only texts. */
export function dictSet(dict: Dict, key: unknown, value: unknown): void {
  if (dict instanceof PyDict) dict.set(hashOf(key), key, value);
  else if (typeof key === 'string' && key !== '__proto__') (dict as Record<string, unknown>)[key] = value;
  else throw typeError(`a key of this dict is a text, not ${typeName(key)}`);
}

export function dictDelete(dict: Dict, key: unknown): void {
  if (dict instanceof PyDict) dict.delete(hashOf(key));
  else if (typeof key === 'string') Reflect.deleteProperty(dict, key);
}
