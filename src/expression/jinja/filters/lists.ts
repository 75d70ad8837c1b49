import { contains, equals, truth } from '../python/compare.ts';
import { dictEntries, dictGet, dictHas, dictValues, makeDict } from '../python/dict.ts';
import { itemsOf } from '../python/iterate.ts';
import { PyError, refused, typeError, valueError } from '../python/py-error.ts';
import { MOST_ITEMS } from '../python/py-range.ts';
import { str } from '../python/repr.ts';
import { step } from '../python/stopwatch.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { isDict, isList, Tuple, typeName } from '../python/values.ts';
import type { TemplateContext } from '../runtime/template-context.ts';
import { calculate } from '../python/arithmetic.ts';
import { attributeGetter } from './attribute.ts';
import { combinations, permutations, product } from './combinatorics.ts';
import { filter } from './define.ts';
import { caseKey } from './sequences.ts';

/** The items without duplicates of earlier ones. */
export function distinct(items: readonly unknown[], key: (item: unknown) => unknown = (item) => item): unknown[] {
  const simple = new Set<unknown>();
  const others: unknown[] = [];
  return items.filter((item) => {
    const value = key(item);
    if (typeof value === 'string') return simple.size !== simple.add(value).size;
    if (others.some((other) => equals(other, value))) return false;
    return others.push(value);
  });
}

function unique(value: unknown, [matters = null, attribute = null]: readonly unknown[], $: TemplateContext): unknown[] {
  const items = itemsOf(value);
  const fold = caseKey(matters ?? false);
  const get = attributeGetter(attribute, $);
  const keys = items.map((item) => fold(get(item)));
  // items that Python cannot hash are compared by value
  if (keys.some((key) => isList(key) || isDict(key))) {
    if (matters === false || attribute !== null) throw typeError('unhashable items cannot be made unique in this way');
    return distinct(items);
  }
  return distinct(items, (item) => fold(get(item)));
}

const inOther =
  (other: unknown, keep: boolean) =>
  (item: unknown): boolean =>
    contains(other, item) === keep;

const union = (a: unknown, b: unknown): unknown[] =>
  distinct(a instanceof Tuple && b instanceof Tuple ? [...a, ...b] : itemsOf(calculate('+', a, b)));

function symmetric(a: unknown, b: unknown): unknown[] {
  const both = itemsOf(a).filter(inOther(b, true));
  return union(a, b).filter(inOther(both, false));
}

const NULLS = [null, 'None', 'null'];

export function flatten(value: unknown, levels: number | undefined, skipNulls: boolean): unknown[] {
  step();
  return itemsOf(value).flatMap((item) => {
    refuseUndefined(item);
    if (skipNulls && NULLS.includes(item as string | null)) return [];
    if (!isList(item) && !(item instanceof Tuple)) return [item];
    if (levels !== undefined && levels < 1) return [item];
    return flatten(item, levels === undefined ? undefined : levels - 1, skipNulls);
  });
}

function extract(value: unknown, [container, more = null]: readonly unknown[], $: TemplateContext): unknown {
  const site = $.at;
  const keys = more === null ? [value] : [value, ...(isList(more) ? more : [more])];
  return keys.reduce((holder: unknown, key) => $.item(holder, key, site), container);
}

export function subelements(value: unknown, path: unknown, skipMissing: boolean): Tuple[] {
  refuseUndefined(value);
  if (!isDict(value) && !isList(value)) throw typeError('subelements takes a list of dicts or a dict');
  const keys = typeof path === 'string' ? path.split('.') : itemsOf(path);
  const elements = isDict(value) ? dictValues(value) : value;
  return elements.flatMap((element) => itemsBelow(element, keys, skipMissing).map((item) => Tuple.make(element, item)));
}

function itemsBelow(element: unknown, keys: readonly unknown[], skipMissing: boolean): readonly unknown[] {
  let at = element;
  for (const key of keys) {
    if (!isDict(at)) throw typeError(`the key ${str(key)} should point to a dictionary`);
    if (!dictHas(at, key)) {
      if (skipMissing) return [];
      throw new PyError('KeyError', `subelements finds no key ${str(key)} in an item`);
    }
    at = dictGet(at, key);
  }
  if (!isList(at)) throw typeError('the key of subelements should point to a list');
  return at;
}

function repeated<T>(lists: readonly T[], times: number): readonly T[] {
  if (lists.length * times > MOST_ITEMS) throw refused('product would repeat its lists too often');
  return Array.from({ length: times }, () => lists).flat();
}

function zip(lists: readonly (readonly unknown[])[], length: number, fill: unknown): Tuple[] {
  return Array.from({ length }, (_, i) => Tuple.make(...lists.map((list) => (i < list.length ? list[i] : fill))));
}

const listsOf = (value: unknown, args: unknown): (readonly unknown[])[] => [value, ...(args as unknown[])].map(itemsOf);

function rekey(value: unknown, [key, duplicates = 'error']: readonly unknown[]): unknown {
  truth(value);
  const made: [unknown, unknown][] = [];
  const items = isDict(value) ? dictValues(value) : itemsOf(value);
  for (const item of items) {
    if (!isDict(item)) throw typeError('rekey_on_member takes dicts');
    if (!dictHas(item, key)) throw new PyError('KeyError', `rekey_on_member finds no key ${str(key)}`);
    const name = dictGet(item, key);
    if (duplicates === 'error' && made.some(([known]) => equals(known, name))) {
      throw valueError('rekey_on_member: a key is not unique');
    }
    made.push([name, item]);
  }
  return makeDict(made);
}

const pair = (key: unknown, value: unknown): readonly [unknown, unknown] => [key, value];

/** Ansible's own filters for lists. */
export const LIST_FILTERS = [
  filter('unique', 'case_sensitive? attribute?', unique),
  filter('intersect', 'b', (a, [b]) => distinct(itemsOf(a).filter(inOther(b, true)))),
  filter('difference', 'b', (a, [b]) => distinct(itemsOf(a).filter(inOther(b, false)))),
  filter('symmetric_difference', 'b', (a, [b]) => symmetric(a, b)),
  filter('union', 'b', (a, [b]) => union(a, b)),
  filter('flatten', 'levels? skip_nulls?', (value, [levels = null, skipNulls = true]) =>
    flatten(value, levels === null ? undefined : Number(levels), truth(skipNulls)),
  ),
  filter('extract', 'container morekeys?', extract),
  filter('subelements', 'subelements skip_missing?', (value, [path, skip = false]) =>
    subelements(value, path, truth(skip)),
  ),
  filter('product', '*args repeat?', (value, [repeat = 1, args]) =>
    product(repeated(listsOf(value, args), Number(repeat))).map((row) => Tuple.make(...row)),
  ),
  filter('permutations', 'r?', (value, [count = null]) => {
    const items = itemsOf(value);
    return permutations(items, count === null ? items.length : Number(count)).map((row) => Tuple.make(...row));
  }),
  filter('combinations', 'r', (value, [count]) =>
    combinations(itemsOf(value), Number(count)).map((row) => Tuple.make(...row)),
  ),
  filter('zip', '*args', (value, [args]) => {
    const lists = listsOf(value, args);
    return zip(lists, Math.min(...lists.map((list) => list.length)), null);
  }),
  filter('zip_longest', '*args fillvalue?', (value, [fill = null, args]) => {
    const lists = listsOf(value, args);
    return zip(lists, Math.max(...lists.map((list) => list.length)), fill);
  }),
  filter('rekey_on_member', 'key duplicates?', rekey),
  filter('dict2items', 'key_name? value_name?', (value, [key = 'key', name = 'value']) => {
    refuseUndefined(value);
    if (!isDict(value)) throw typeError(`dict2items requires a dictionary, got ${typeName(value)}`);
    return dictEntries(value).map((entry) => makeDict([pair(key, entry[0]), pair(name, entry[1])]));
  }),
  filter('items2dict', 'key_name? value_name?', (value, [key = 'key', name = 'value']) => {
    refuseUndefined(value);
    if (!isList(value) && !(value instanceof Tuple))
      throw typeError(`items2dict requires a list, got ${typeName(value)}`);
    return makeDict(value.map((item) => pair(keyOf(item, key), keyOf(item, name))));
  }),
];

function keyOf(item: unknown, key: unknown): unknown {
  if (isDict(item) && dictHas(item, key)) return dictGet(item, key);
  throw typeError(`items2dict requires each item to have the key ${str(key)}`);
}
