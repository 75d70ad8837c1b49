import { dictEntries, makeDict } from '../python/dict.ts';
import { flatten } from '../filters/lists.ts';
import { itemsOf } from '../python/iterate.ts';
import { formatPercent } from '../python/format-percent.ts';
import { parseIntText } from '../python/parse-number.ts';
import { typeError, valueError, refused } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { isDict, isList, Tuple, typeName } from '../python/values.ts';
import type { Kwargs } from '../python/bind-arguments.ts';
import { lookupOf } from './define.ts';
import { step } from '../python/stopwatch.ts';
import { subelementPairs } from './subelements.ts';

/** Flattens one level of lists. */
const flat = (terms: readonly unknown[]): unknown[] =>
  terms.flatMap((term) => (Array.isArray(term) ? [...(term as unknown[])] : [term]));

function dicts(terms: readonly unknown[]): unknown[] {
  return terms
    .flatMap((term) => (isList(term) ? term : [term]))
    .flatMap((term) => {
      if (!isDict(term)) throw typeError(`with_dict expects a dict, not ${typeName(term)}`);
      return dictEntries(term).map(([key, value]) =>
        makeDict([
          ['key', key],
          ['value', value],
        ]),
      );
    });
}

/** Each step flattens one level of both lists, and the result is flattened once more. */
function nested(terms: readonly unknown[]): unknown[] {
  const [first, ...others] = terms.map((term) => [...itemsOf(term)]);
  if (!first) throw valueError('with_nested requires at least one element in the nested list');
  const rows = others.reduce<readonly unknown[]>((made, list) => combine(made, list), first);
  return rows.map((row) => flat([...itemsOf(row)]));
}

function combine(rows: readonly unknown[], list: readonly unknown[]): unknown[] {
  if (rows.length * list.length > MOST) throw refused('The lists give too many combinations');
  return rows.flatMap((row) => {
    step();
    return list.map((item) => flat([row, item]));
  });
}

function together(terms: readonly unknown[]): unknown[] {
  const lists = terms.map((term) => (Array.isArray(term) ? (term as unknown[]) : [term]));
  if (lists.length === 0) throw valueError('with_together requires at least one element in each list');
  const length = Math.max(...lists.map((list) => list.length));
  return Array.from({ length }, (_, i) =>
    flatten(
      lists.map((list) => (i < list.length ? list[i] : null)),
      1,
      false,
    ),
  );
}

const SHORT = /^(-?(?:0[xX][\da-fA-F]+|\d+)-)?(-?(?:0[xX][\da-fA-F]+|\d+))(?:\/(-?\d+))?(?::(.*))?$/;
const MOST = 1_000_000;

function sequence(terms: readonly unknown[], options: Kwargs): unknown[] {
  const all =
    terms.length > 0 ? terms.flatMap((term) => oneSequence(sequenceOptions(str(term)))) : oneSequence(options);
  if (all.length > MOST) throw refused('The sequence is too long');
  return all;
}

function sequenceOptions(text: string): Kwargs {
  const short = SHORT.exec(text.trim());
  if (!short)
    return Object.fromEntries(
      text
        .trim()
        .split(/\s+/)
        .map((pair) => pair.split('=', 2) as [string, string]),
    );
  const [, start, end, stride, format] = short;
  return Object.fromEntries(
    Object.entries({ start: start?.slice(0, -1), end, stride, format }).filter(([, value]) => value !== undefined),
  );
}

function oneSequence({ start = 1, end, count, stride = 1, format = '%d' }: Kwargs): string[] {
  const number = (value: unknown): number => Number(typeof value === 'string' ? parseIntText(value, 0) : value);
  const [from, by] = [number(start), number(stride)];
  if (count !== undefined && end !== undefined) throw valueError("can't specify both count and end in with_sequence");
  const to = count === undefined ? number(end) : from + (number(count) - 1) * by;
  if (Number.isNaN(from) || Number.isNaN(to) || Number.isNaN(by)) throw valueError('with_sequence takes whole numbers');
  if (by === 0 || (count !== undefined && number(count) === 0)) return [];
  const length = Math.min(Math.max(0, Math.floor((to - from) / by) + 1), MOST + 1);
  return Array.from({ length }, (_, i) => {
    step();
    return formatPercent(str(format), from + i * by);
  });
}

/** Lookups that combine lists, most of which are used in `with_` loops. */
export const LIST_LOOKUPS = [
  lookupOf('items', flat),
  lookupOf('list', (terms) => terms),
  lookupOf('flattened', (terms) => flatten(terms, undefined, true)),
  lookupOf('indexed_items', (terms) => flat(terms).map((item, i) => Tuple.make(i, item))),
  lookupOf('dict', dicts),
  lookupOf('nested cartesian', nested),
  lookupOf('together', together),
  lookupOf('sequence', sequence),
  lookupOf('subelements', subelementPairs),
  lookupOf('random_choice', () => {
    throw refused('random_choice would give another value each time', 'Choose with random(seed=inventory_hostname).');
  }),
];
