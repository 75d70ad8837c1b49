import { refused } from '../python/py-error.ts';
import { step } from '../python/stopwatch.ts';

/** More rows are considered a mistake. */
const MOST_ROWS = 1_000_000;

type Items = readonly unknown[];

function refuseMoreThanMost(rows: number): void {
  if (rows > MOST_ROWS) throw refused(`A list made of others has at most ${MOST_ROWS} items here`);
}

/** All combinations of an item from each list. */
export function product(lists: readonly Items[]): unknown[][] {
  if (lists.some((list) => list.length === 0)) return [];
  refuseMoreThanMost(lists.reduce((rows, list) => rows * list.length, 1));
  return lists.reduce<unknown[][]>((rows, list) => rows.flatMap((row) => list.map((item) => rowOf(row, item))), [[]]);
}

function rowOf(row: Items, item: unknown): unknown[] {
  step(1 + row.length);
  return [...row, item];
}

/** All permutations of `count` items. */
export function permutations(items: Items, count: number): unknown[][] {
  if (count > items.length) return [];
  let rows = 1;
  for (let i = 0; i < count; i++) refuseMoreThanMost((rows *= items.length - i));
  return permuted(items, count);
}

function permuted(items: Items, count: number): unknown[][] {
  step(1 + items.length);
  if (count === 0) return [[]];
  return items.flatMap((item, i) =>
    permuted([...items.slice(0, i), ...items.slice(i + 1)], count - 1).map((rest) => [item, ...rest]),
  );
}

/** All combinations of `count` items, in their original order. */
export function combinations(items: Items, count: number): unknown[][] {
  if (count > items.length) return [];
  let rows = 1;
  for (let i = 0; i < Math.min(count, items.length - count); i++) {
    refuseMoreThanMost((rows = (rows * (items.length - i)) / (i + 1)));
  }
  return combined(items, count);
}

function combined(items: Items, count: number): unknown[][] {
  step(1 + count);
  if (count === 0) return [[]];
  return items
    .slice(0, items.length - count + 1)
    .flatMap((item, i) => combined(items.slice(i + 1), count - 1).map((rest) => [item, ...rest]));
}
