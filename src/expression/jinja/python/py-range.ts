import { refused } from './py-error.ts';

/** More items than this are considered a mistake. */
export const MOST_ITEMS = 1_000_000;

/** The integers from `start` up to but not including `stop`. */
export class PyRange {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly length: number;

  constructor(start: number, stop: number, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.length = Math.max(0, Math.ceil((stop - start) / step));
  }

  at(index: number): number | undefined {
    const i = index < 0 ? index + this.length : index;
    return i >= 0 && i < this.length ? this.start + i * this.step : undefined;
  }

  toArray(): number[] {
    if (this.length > MOST_ITEMS) throw refused(`A range has at most ${MOST_ITEMS} numbers here`);
    return Array.from({ length: this.length }, (_, i) => this.start + i * this.step);
  }
}
