import { crc32 } from 'node:zlib';
import type { Dict } from '../python/dict.ts';
import { dictGet, dictHas, hashOf, makeDict } from '../python/dict.ts';
import { order, truth } from '../python/compare.ts';
import { itemsOf } from '../python/iterate.ts';
import { toPlainKwargs } from '../python/kwargs.ts';
import { PyError, typeError, valueError } from '../python/py-error.ts';
import { PyRandom } from '../python/random.ts';
import { str } from '../python/repr.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { isDict, isInt, isList, isTuple, Tuple, typeName } from '../python/values.ts';
import { compareLoose } from '../tests/version.ts';
import { mergeDicts } from './combine.ts';
import { filter } from './define.ts';
import { hostSeed } from './host-seed.ts';
import type { TemplateContext } from '../runtime/template-context.ts';

function counter(value: unknown): Dict {
  refuseUndefined(value);
  if (typeof value !== 'string' && !isList(value) && !isTuple(value))
    throw typeError(`counter takes a list or a text, not ${typeName(value)}`);
  const counts = new Map<unknown, [unknown, number]>();
  for (const item of itemsOf(value)) {
    const hash = hashOf(item);
    const [first, count] = counts.get(hash) ?? [item, 0];
    counts.set(hash, [first, count + 1]);
  }
  return makeDict(counts.values());
}

function checksum(value: unknown): string {
  refuseUndefined(value);
  if (typeof value !== 'string') throw typeError(`Invalid value type (${typeName(value)}) for crc32`);
  return crc32(value).toString(16);
}

function toDict(value: unknown): Dict {
  const pairs = itemsOf(value).map((item, i): [unknown, unknown] => {
    const pair = itemsOf(item);
    if (pair.length !== 2) throw valueError(`The element ${i} of what dict takes has the length ${pair.length}, not 2`);
    return [pair[0], pair[1]];
  });
  return makeDict(pairs);
}

const isSequence = (value: unknown): boolean => typeof value === 'string' || isList(value) || isTuple(value);

function groupByAsDict(value: unknown, attribute: unknown): Dict {
  refuseUndefined(value);
  if (!isSequence(value)) throw typeError('groupby_as_dict takes a list of dicts');
  const groups = new Map<unknown, [unknown, unknown]>();
  for (const item of itemsOf(value)) {
    if (!isDict(item)) throw typeError('groupby_as_dict takes a list of dicts');
    if (!dictHas(item, attribute)) throw new PyError('KeyError', 'groupby_as_dict finds no such attribute in an item');
    const key = dictGet(item, attribute);
    if (groups.has(hashOf(key))) throw valueError('groupby_as_dict: several items have the same value');
    groups.set(hashOf(key), [key, item]);
  }
  return makeDict(groups.values());
}

/** Merges lists of dicts: dicts with the same index value are merged, and the result is sorted by it. */
function listsMergeBy(value: unknown, args: readonly unknown[], kwargs: unknown): unknown[] {
  const { recursive = false, list_merge: listMerge = 'replace', ...others } = toPlainKwargs(kwargs);
  const index = args.at(-1);
  if (Object.keys(others).length > 0 || typeof index !== 'string')
    throw typeError('lists_mergeby takes lists, an index, and the options recursive and list_merge');
  const options = { recursive: truth(recursive), listMerge: str(listMerge) };
  const merged = new Map<unknown, [key: unknown, item: Dict]>();
  const lists = [value, ...args.slice(0, -1)].map(itemsOfList).flatMap((list) => (list.every(isList) ? list : [list]));
  const [only] = lists;
  if (only && lists.length === 1) return [...only];
  for (const item of lists.flat()) {
    if (!isDict(item)) throw typeError('The items of the lists of lists_mergeby must be dicts');
    if (!dictHas(item, index)) continue;
    const key = dictGet(item, index);
    const known = merged.get(hashOf(key))?.[1];
    merged.set(hashOf(key), [key, known ? mergeDicts(known, item, options) : item]);
  }
  return [...merged.values()].sort(([a], [b]) => order(a, b, '<')).map(([, item]) => item);
}

function itemsOfList(value: unknown): readonly unknown[] {
  refuseUndefined(value);
  if (!isList(value)) throw typeError('lists_mergeby takes lists');
  return value;
}

function versionSort(value: unknown, reverse: boolean): unknown[] {
  const texts = itemsOf(value).map((item) => {
    if (typeof item !== 'string') throw typeError('version_sort takes a list of texts');
    return item;
  });
  return texts.sort((a, b) => (reverse ? compareLoose(b, a) : compareLoose(a, b)));
}

const FORMS = ['NFC', 'NFD', 'NFKC', 'NFKD'];

function normalize(value: unknown, form: unknown): string {
  refuseUndefined(value);
  if (typeof value !== 'string') throw typeError(`${typeName(value)} is not a valid input type`);
  if (!FORMS.includes(str(form))) throw valueError(`${str(form)} is not a valid form`);
  return value.normalize(str(form));
}

const LEAST = 0x1000000000;
const MOST = 0xffffffffff;

/** A MAC address with the given prefix; without a seed, it is derived from the host. */
function randomMac(value: unknown, seed: unknown, { world }: TemplateContext): string {
  refuseUndefined(value);
  if (typeof value !== 'string') throw typeError(`Invalid value type (${typeName(value)}) for random_mac`);
  const given = value.toLowerCase();
  const parts = given.split(':').filter((part) => part !== '');
  if (parts.length > 5) throw valueError('random_mac takes at most 5 bytes');
  if (!parts.every((part) => /^[\da-f]{2}$/.test(part))) throw valueError('random_mac takes bytes of two hex digits');
  const random = new PyRandom(seed ?? hostSeed(world, 'random_mac', 'Give it a seed.'));
  const hex = (LEAST + random.below(MOST - LEAST + 1)).toString(16);
  return [...parts, ...(hex.match(/../g) ?? [])].slice(0, 6).join(':');
}

/** Filters of community.general. */
export const COMMUNITY_FILTERS = [
  filter('counter', '', counter),
  filter('crc32', '', checksum),
  filter('dict', '', toDict),
  filter('dict_kv', 'key', (value, [key]) => makeDict([[key, value]])),
  filter('groupby_as_dict', 'attribute', (value, [attribute]) => groupByAsDict(value, attribute)),
  filter('lists_mergeby', '*args **options', (value, [args, kwargs]) =>
    listsMergeBy(value, Tuple.make(...(args as unknown[])), kwargs),
  ),
  filter('version_sort', 'reverse?', (value, [reverse = false]) => versionSort(value, truth(reverse))),
  filter('unicode_normalize', 'form?', (value, [form = 'NFC']) => normalize(value, form)),
  filter('random_mac', 'seed?', (value, [seed = null], $) => randomMac(value, isInt(seed) ? seed : (seed ?? null), $)),
];
