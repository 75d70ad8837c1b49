import { dictEntries, dictGet, dictHas, dictValues, makeDict } from '../python/dict.ts';
import { equals, truth } from '../python/compare.ts';
import { PyError, typeError, valueError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { isDict, isList, Tuple } from '../python/values.ts';

/** Combines each item of a list of dicts with each item of a list within it. Unlike in the filter, the dicts do not contain that list. */
export function subelementPairs(terms: readonly unknown[]): unknown[] {
  const [list, path, flags] = terms;
  if (list === undefined || typeof path !== 'string') throw valueError('subelements takes a list and a key');
  const skipMissing = isDict(flags) && truth(dictGet(flags, 'skip_missing') ?? false);
  const elements = isDict(list) ? dictValues(list) : list;
  if (!isList(elements)) throw typeError('subelements takes a list of dicts or a dict');
  return isSkipped(list) ? [] : elements.flatMap((element) => pairsOf(element, path.split('.'), skipMissing));
}

function pairsOf(element: unknown, keys: readonly string[], skipMissing: boolean): Tuple[] {
  if (!isDict(element)) throw typeError(`subelements takes a list of dicts, got ${str(element)}`);
  if (isSkipped(element)) return [];
  const taken = take(element, keys, skipMissing);
  return (taken?.list ?? []).map((item) => Tuple.make(taken?.rest, item));
}

/** Like the result of a skipped task. */
const isSkipped = (value: unknown): boolean => isDict(value) && truth(dictGet(value, 'skipped') ?? false);

interface Taken {
  readonly list: readonly unknown[];
  readonly rest: unknown;
}

/** The list at a path of keys, and the rest without it; undefined if it is missing and may be. */
function take(dict: unknown, [key, ...below]: readonly string[], skipMissing: boolean): Taken | undefined {
  if (!isDict(dict)) {
    if (skipMissing) return undefined;
    throw typeError(`the key above ${str(key)} should point to a dictionary, got ${str(dict)}`);
  }
  if (!dictHas(dict, key)) {
    if (skipMissing) return undefined;
    throw new PyError('KeyError', `could not find the key ${str(key)} in ${str(dict)}`);
  }
  const value = dictGet(dict, key);
  const others = dictEntries(dict).filter(([name]) => !equals(name, key));
  if (below.length === 0) {
    if (!isList(value)) throw typeError(`the key ${str(key)} should point to a list, got ${str(value)}`);
    return { list: value, rest: makeDict(others) };
  }
  const taken = take(value, below, skipMissing);
  const put = (name: unknown, old: unknown): unknown => (equals(name, key) ? taken?.rest : old);
  return taken && { ...taken, rest: makeDict(dictEntries(dict).map(([name, old]) => [name, put(name, old)])) };
}
