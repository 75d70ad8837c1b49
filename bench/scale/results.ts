import { join } from 'node:path';
import { checkout } from '../lab.ts';
import type { ResultsOf } from '../results.ts';
import { keepMeasured, median } from '../results.ts';

/** Runs of one piece of work with a number of hosts. */
export interface Measured {
  readonly work: 'run' | 'list' | 'parse-list' | 'graph';
  readonly hosts: number;
  readonly at: string;
  /** The load average of the last minute before and after. */
  readonly load: readonly [number, number];
  readonly wallMs: readonly number[];
  readonly cpuMs: readonly number[];
  readonly mainMs: readonly number[];
  readonly memoryMb: readonly number[];
}

export type Results = ResultsOf<Measured>;

const PATH = join(checkout, 'bench/scale/results.json');

export const keepResults = (results: Results): Results =>
  keepMeasured(PATH, results, (a, b) => a.work.localeCompare(b.work) || a.hosts - b.hosts);

/** The medians of one piece of work, by number of hosts. */
export interface Point {
  readonly hosts: number;
  readonly cpuMs: number;
  readonly mainMs: number;
  readonly wallMs: number;
  readonly memoryMb: number;
}

export const pointsOf = ({ measured }: Results, work: Measured['work']): Point[] =>
  measured
    .filter((one) => one.work === work)
    .map(({ hosts, cpuMs, mainMs, wallMs, memoryMb }) => ({
      hosts,
      cpuMs: median(cpuMs),
      mainMs: median(mainMs),
      wallMs: median(wallMs),
      memoryMb: median(memoryMb),
    }));
