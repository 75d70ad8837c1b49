import { contains, equals, truth } from '../python/compare.ts';
import type { Dict } from '../python/dict.ts';
import { dictEntries, dictGet, dictHas, dictSize, makeDict } from '../python/dict.ts';
import { typeError, valueError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { isDict, isList, typeName } from '../python/values.ts';
import { toPlainKwargs } from '../python/kwargs.ts';
import { filter } from './define.ts';
import { flatten } from './lists.ts';
import { step } from '../python/stopwatch.ts';

export interface MergeOptions {
  readonly recursive: boolean;
  readonly listMerge: string;
}

const LIST_MERGES: Readonly<Record<string, (low: unknown[], high: unknown[]) => unknown[]>> = {
  replace: (_, high) => high,
  keep: (low) => low,
  append: (low, high) => [...low, ...high],
  prepend: (low, high) => [...high, ...low],
  append_rp: (low, high) => [...low.filter((item) => !contains(high, item)), ...high],
  prepend_rp: (low, high) => [...high, ...low.filter((item) => !contains(high, item))],
};

/** Merges two dicts; `high` takes precedence. */
export function mergeDicts(low: Dict, high: Dict, options: MergeOptions): Dict {
  step(1 + dictSize(low) + dictSize(high));
  if (dictSize(low) === 0 || equals(low, high)) return makeDict(dictEntries(high));
  const merged = dictEntries(high).map(([key, value]): [unknown, unknown] =>
    dictHas(low, key) ? [key, mergeValues(dictGet(low, key), value, options)] : [key, value],
  );
  return makeDict([...dictEntries(low), ...merged]);
}

function mergeValues(low: unknown, high: unknown, options: MergeOptions): unknown {
  if (isDict(low) && isDict(high)) return options.recursive ? mergeDicts(low, high, options) : high;
  if (!isList(low) || !isList(high)) return high;
  return LIST_MERGES[options.listMerge]?.(low, high);
}

function combine(value: unknown, [terms, kwargs]: readonly unknown[]): unknown {
  const { recursive = false, list_merge: listMerge = 'replace', ...others } = toPlainKwargs(kwargs);
  if (Object.keys(others).length > 0) throw typeError("'recursive' and 'list_merge' are the only options of combine");
  if (!Object.hasOwn(LIST_MERGES, str(listMerge))) throw valueError(`combine has no list_merge ${str(listMerge)}`);
  const dicts = flatten([value, ...(terms as unknown[])], 1, true);
  dicts.forEach(refuseMissing);
  const [first = makeDict([])] = dicts;
  if (dicts.length < 2) return first;
  const options = { recursive: truth(recursive), listMerge: str(listMerge) };
  return dicts.reduceRight((high, low) => mergeDicts(dictOf(low), dictOf(high), options));
}

function dictOf(value: unknown): Dict {
  if (isDict(value)) return value;
  throw typeError(`combine takes dicts, not ${typeName(value)}`);
}

function refuseMissing(value: unknown): void {
  step();
  refuseUndefined(value);
  if (isList(value)) value.forEach(refuseMissing);
  else if (isDict(value)) for (const [, item] of dictEntries(value)) refuseMissing(item);
}

export const COMBINE_FILTERS = [filter('combine', '*terms **kwargs', combine)];
