/** Where something stands in a text. */
export type Range = readonly [start: number, end: number];

/** Ranges in their order, overlapping and touching ones as one. To be added in the order of their starts, or in that of their ends. */
export class RangeList {
  readonly #ranges: Range[] = [];

  add(start: number, end: number): void {
    let [from, to] = [start, end];
    for (let last = this.#ranges.at(-1); last && from <= last[1]; last = this.#ranges.at(-1)) {
      from = Math.min(from, last[0]);
      to = Math.max(to, last[1]);
      this.#ranges.pop();
    }
    this.#ranges.push([from, to]);
  }

  [Symbol.iterator](): Iterator<Range> {
    return this.#ranges[Symbol.iterator]();
  }
}

/** The ranges of several lists as one list. */
export function mergeRanges(lists: readonly Iterable<Range>[]): RangeList {
  const merged = new RangeList();
  const all = lists.flatMap((list) => [...list]);
  for (const [start, end] of all.sort((a, b) => a[0] - b[0])) merged.add(start, end);
  return merged;
}
