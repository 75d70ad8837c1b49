import { equals, order, truth } from '../python/compare.ts';
import { dictEntries, dictKeys } from '../python/dict.ts';
import { itemsOf } from '../python/iterate.ts';
import { lowerText } from '../python/methods-case.ts';
import { PyError, refused, typeError, valueError } from '../python/py-error.ts';
import { MOST_ITEMS } from '../python/py-range.ts';
import { charsOf } from '../python/text.ts';
import { refuseUndefined, Undefined } from '../python/undefined.ts';
import { isDict, isNumber, NamedTuple, toNumber, Tuple, typeName } from '../python/values.ts';
import type { TemplateContext } from '../runtime/template-context.ts';
import { attributeGetter } from './attribute.ts';
import { filter } from './define.ts';
import { pprint } from './pprint.ts';

/** The key for comparisons: texts are compared case-insensitively by default. */
export const caseKey = (matters: unknown): ((value: unknown) => unknown) =>
  truth(matters) ? (value) => value : (value) => (typeof value === 'string' ? lowerText(value) : value);

/** Stable, as in Python; a reversed order also keeps the order of equal items. */
export function sortBy(items: readonly unknown[], key: (item: unknown) => unknown, reverse: boolean): unknown[] {
  const keyed = items.map((item) => ({ item, key: key(item) }));
  const sorted = keyed.toSorted((a, b) => (reverse ? order(b.key, a.key) : order(a.key, b.key)));
  return sorted.map(({ item }) => item);
}

function sort(
  value: unknown,
  [reverse = false, matters = false, attribute = null]: readonly unknown[],
  $: TemplateContext,
): unknown {
  const fold = caseKey(matters);
  const get = multiGetter(attribute, $);
  return sortBy(itemsOf(value), (item) => foldAll(get(item), fold), truth(reverse));
}

const foldAll = (value: unknown, fold: (value: unknown) => unknown): unknown =>
  value instanceof MultiKey ? value.map(fold) : fold(value);

class MultiKey extends Array<unknown> {}

/** `attribute='a,b'` sorts by several attributes. */
function multiGetter(attribute: unknown, $: TemplateContext): (item: unknown) => unknown {
  if (typeof attribute !== 'string' || !attribute.includes(',')) return attributeGetter(attribute, $);
  const getters = attribute.split(',').map((part) => attributeGetter(part, $));
  return (item) => MultiKey.from(getters.map((get) => get(item)));
}

function dictsort(value: unknown, [matters = false, by = 'key', reverse = false]: readonly unknown[]): unknown {
  refuseUndefined(value);
  if (!isDict(value)) throw typeError(`'${typeName(value)}' object has no attribute 'items'`);
  if (by !== 'key' && by !== 'value') throw valueError('You can only sort by either "key" or "value"');
  const fold = caseKey(matters);
  const at = by === 'key' ? 0 : 1;
  const pairs = dictEntries(value).map((entry) => Tuple.make(...entry));
  return sortBy(pairs, (pair) => fold((pair as Tuple)[at]), truth(reverse));
}

const empty = ($: TemplateContext, what: string): Undefined => {
  const site = $.at;
  return new Undefined(() => {
    throw $.fault(site, `There is no ${what} item, for the sequence is empty`);
  });
};

function extreme(
  name: 'min' | 'max',
  value: unknown,
  [matters = false, attribute = null]: readonly unknown[],
  $: TemplateContext,
): unknown {
  const items = itemsOf(value);
  if (items.length === 0) return empty($, name === 'min' ? 'smallest' : 'largest');
  const fold = caseKey(matters);
  const get = attributeGetter(attribute, $);
  const key = (item: unknown): unknown => fold(get(item));
  return items.reduce((best, item) => {
    const difference = order(key(item), key(best), name === 'min' ? '<' : '>');
    return (name === 'min' ? difference < 0 : difference > 0) ? item : best;
  });
}

function last(value: unknown, $: TemplateContext): unknown {
  refuseUndefined(value);
  const items = itemsOf(isDict(value) ? dictKeys(value) : value);
  return items.length === 0 ? empty($, 'last') : items.at(-1);
}

function reverse(value: unknown): unknown {
  if (typeof value === 'string') return charsOf(value).reverse().join('');
  return [...itemsOf(value)].reverse();
}

function sizeOf(count: unknown): number {
  if (!isNumber(count)) throw typeError(`'${typeName(count)}' object cannot be interpreted as an integer`);
  const size = toNumber(count);
  if (size > MOST_ITEMS) throw refused(`A list has at most ${MOST_ITEMS} items here`);
  return size;
}

function batch(value: unknown, [count, fill = null]: readonly unknown[]): unknown[] {
  const [items, size] = [itemsOf(value), sizeOf(count)];
  const batches: unknown[][] = [];
  let last: unknown[] = [];
  for (const item of items) {
    if (last.length === size) {
      batches.push(last);
      last = [];
    }
    last.push(item);
  }
  if (last.length === 0) return batches;
  if (fill !== null) while (last.length < size) last.push(fill);
  return [...batches, last];
}

function slices(value: unknown, [count, fill = null]: readonly unknown[]): unknown[] {
  const [items, size] = [itemsOf(value), sizeOf(count)];
  if (size === 0) throw new PyError('ZeroDivisionError', 'integer division or modulo by zero');
  const [each, extra] = [Math.floor(items.length / size), items.length % size];
  let at = 0;
  return Array.from({ length: size }, (_, i) => {
    const part = items.slice(at, (at += each + (i < extra ? 1 : 0)));
    return fill !== null && i >= extra ? [...part, fill] : part;
  });
}

function groupBy(value: unknown, [attribute]: readonly unknown[], $: TemplateContext): unknown {
  const get = attributeGetter(attribute, $);
  const fold = caseKey(false);
  const groups: { key: unknown; first: unknown; items: unknown[] }[] = [];
  for (const item of sortBy(itemsOf(value), (one) => fold(get(one)), false)) {
    const key = fold(get(item));
    const group = groups.at(-1);
    if (group && equals(group.key, key)) group.items.push(item);
    else groups.push({ key, first: get(item), items: [item] });
  }
  return groups.map(({ first, items }) => NamedTuple.named({ grouper: first, list: items }));
}

/** Filters for iterable values. */
export const SEQUENCE_FILTERS = [
  filter('first', '', (value, _, $) => {
    const items = itemsOf(value);
    return items.length === 0 ? empty($, 'first') : items[0];
  }),
  filter('last', '', (value, _, $) => last(value, $)),
  filter('reverse', '', reverse),
  filter('sort', 'reverse? case_sensitive? attribute?', sort),
  filter('dictsort', 'case_sensitive? by? reverse?', dictsort),
  filter('min', 'case_sensitive? attribute?', (value, args, $) => extreme('min', value, args, $)),
  filter('max', 'case_sensitive? attribute?', (value, args, $) => extreme('max', value, args, $)),
  filter('batch', 'linecount fill_with?', batch),
  filter('slice', 'slices fill_with?', slices),
  filter('groupby', 'attribute', groupBy),
  filter('pprint', '', pprint),
];
