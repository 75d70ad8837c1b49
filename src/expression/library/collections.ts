import { isDeepStrictEqual } from 'node:util';
import { define } from './define.ts';
import type { Callback, Mapping } from './parameters.ts';
import { any, boolean, integer, keyOrFunction, list, mapping, mappings, optional, text } from './parameters.ts';

/** Functions for lists and mappings. None changes its arguments. */
export const COLLECTION_FUNCTIONS = [
  define('unique', {
    doc: 'The items without those that are equal to an earlier one.',
    parameters: { list },
    example: ['unique([2, 1, 2, { a: 1 }, { a: 1 }])', [2, 1, { a: 1 }]],
    call: ({ list: items }) => unique(items),
  }),
  define('union', {
    doc: 'The items of both lists, each once.',
    parameters: { list, other: list },
    example: ['union([1, 2], [2, 3])', [1, 2, 3]],
    call: ({ list: items, other }) => unique([...items, ...other]),
  }),
  define('intersect', {
    doc: 'The items that both lists have, each once.',
    parameters: { list, other: list },
    example: ['intersect([1, 2], [2, 3])', [2]],
    call: ({ list: items, other }) => unique(items.filter((item) => has(other, item))),
  }),
  define('difference', {
    doc: 'The items that the other list does not have, each once.',
    parameters: { list, other: list },
    example: ['difference([1, 2], [2, 3])', [1]],
    call: ({ list: items, other }) => unique(items.filter((item) => !has(other, item))),
  }),
  define('flatten', {
    doc: 'The items of the lists inside the list; all the way down unless a depth is given.',
    parameters: { list, depth: optional(integer) },
    example: ['flatten([1, [2, [3]]])', [1, 2, 3]],
    call: ({ list: items, depth }) => items.flat(depth ?? Infinity),
  }),
  define('zip', {
    doc: 'Pairs of the items at the same place, as many as the shorter list has.',
    parameters: { list, other: list },
    example: [
      "zip([1, 2], ['a', 'b'])",
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    call: ({ list: items, other }) => items.slice(0, other.length).map((item, i) => [item, other[i]]),
  }),
  define('range', {
    doc: 'The whole numbers from start up to, but not including, end; with one argument, from 0.',
    parameters: { start: integer, end: optional(integer), step: optional(integer) },
    example: ['range(1, 4)', [1, 2, 3]],
    call: ({ start, end, step }) => (end === undefined ? range(0, start, 1) : range(start, end, step ?? 1)),
  }),
  define('sort_by', {
    doc: 'The items in the order of a key, or of what a function gives: texts or numbers.',
    parameters: { list, by: keyOrFunction, descending: optional(boolean) },
    example: ["sort_by([{ n: 10 }, { n: 9 }], 'n')", [{ n: 9 }, { n: 10 }]],
    call: ({ list: items, by, descending }) => sortBy(items, by, descending === true ? -1 : 1),
  }),
  define('group_by', {
    doc: 'The items in lists, by a key, or by what a function gives.',
    parameters: { list, by: keyOrFunction },
    example: ["group_by([{ n: 1, z: 'a' }, { n: 2, z: 'b' }, { n: 3, z: 'a' }], 'z').a.length", 2],
    call: ({ list: items, by }) => groupBy(items, by),
  }),
  define('combine', {
    doc: 'The keys of both mappings, those of the second first; with deep, mappings inside them are combined too.',
    parameters: { base: mapping, over: mapping, deep: optional(boolean) },
    example: ['combine({ a: { x: 1 }, b: 1 }, { a: { y: 2 } }, true)', { a: { x: 1, y: 2 }, b: 1 }],
    call: ({ base, over, deep }) => combine(base, over, deep === true),
  }),
  define('dict2items', {
    doc: 'A list of the entries of the mapping, each as key and value.',
    parameters: { mapping },
    example: ['dict2items({ a: 1 })', [{ key: 'a', value: 1 }]],
    call: ({ mapping: entries }) => Object.entries(entries).map(([key, value]) => ({ key, value })),
  }),
  define('items2dict', {
    doc: 'A mapping of a list of keys and values, or of the two keys that are named.',
    parameters: { items: mappings, key: optional(text), value: optional(text) },
    example: ["items2dict([{ name: 'a', port: 1 }], 'name', 'port')", { a: 1 }],
    call: ({ items, key, value }) =>
      Object.fromEntries(items.map((item) => [textAt(item, key ?? 'key'), at(item, value ?? 'value')])),
  }),
  define('mandatory', {
    doc: 'The value; where it is missing or null, an error with this message.',
    parameters: { value: optional(any), message: optional(text) },
    example: ["mandatory(80, 'set nginx_port')", 80],
    call: ({ value, message }) => {
      if (value === undefined || value === null) throw new Error(message ?? 'the value is missing');
      return value;
    },
  }),
];

/** Simple items are compared with a set, others one by one. */
function unique(items: readonly unknown[]): unknown[] {
  const simple = new Set<unknown>();
  const kept: unknown[] = [];
  for (const item of items) {
    const isNew = typeof item === 'object' && item !== null ? !has(kept, item) : !simple.has(item);
    if (isNew) kept.push(item);
    simple.add(item);
  }
  return kept;
}

const has = (items: readonly unknown[], wanted: unknown): boolean =>
  items.some((item) => item === wanted || isDeepStrictEqual(item, wanted));

const MAX_LENGTH = 1_000_000;

function range(start: number, end: number, step: number): number[] {
  if (step === 0) throw new RangeError('step cannot be 0');
  const length = Math.max(0, Math.ceil((end - start) / step));
  if (length > MAX_LENGTH) throw new RangeError(`a range has at most ${MAX_LENGTH} numbers`);
  return Array.from({ length }, (_, i) => start + i * step);
}

function at(item: unknown, key: string): unknown {
  if (typeof item === 'object' && item !== null && Object.hasOwn(item, key)) return (item as Mapping)[key];
  throw new TypeError(`an item has no key ${key}`);
}

function textAt(item: unknown, key: string): string {
  return asText(at(item, key));
}

function asText(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError('only text, a number or a boolean can be a key');
}

const valueBy = (item: unknown, by: string | Callback): unknown => (typeof by === 'string' ? at(item, by) : by(item));

function sortBy(items: readonly unknown[], by: string | Callback, direction: number): unknown[] {
  const keyed = items.map((item) => ({ item, key: valueBy(item, by) }));
  return keyed.toSorted((a, b) => direction * order(a.key, b.key)).map(({ item }) => item);
}

function order(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  throw new TypeError('only texts, or only numbers, have an order');
}

function groupBy(items: readonly unknown[], by: string | Callback): Record<string, unknown[]> {
  const groups = new Map<string, unknown[]>();
  for (const item of items) {
    const key = asText(valueBy(item, by));
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return Object.fromEntries(groups);
}

function combine(base: Mapping, over: Mapping, deep: boolean): Mapping {
  const merged = Object.entries(over).map(([key, value]): [string, unknown] => {
    const below = Object.hasOwn(base, key) ? base[key] : undefined;
    return [key, deep && mapping.accepts(below) && mapping.accepts(value) ? combine(below, value, true) : value];
  });
  return Object.fromEntries([...Object.entries(base), ...merged]);
}
