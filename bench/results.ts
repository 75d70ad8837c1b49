import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender } from './contenders.ts';
import { checkout } from './lab.ts';

/** All runs of one contender for one piece of work. */
export interface Series {
  readonly contender: Contender;
  /** Distinguishes two variants of a contender: `sudo` next to `root`. */
  readonly variant?: string;
  readonly wallMs: readonly number[];
  readonly cpuMs: readonly number[];
}

export interface Measured {
  /** The letter, with a suffix for its parts: `a`, `f-a-20`. */
  readonly id: string;
  readonly title: string;
  readonly hosts: number;
  /** 0 means the lab's own links, which take a fraction of a millisecond. */
  readonly roundTripMs: number;
  readonly at: string;
  /** The load average of the last minute before and after. */
  readonly load: readonly [number, number];
  readonly series: readonly Series[];
  /** Reasons for missing contenders. */
  readonly notes: readonly string[];
  /** The critical path of the time from nothing, first role first. */
  readonly path?: readonly Link[];
}

export interface Link {
  readonly node: string;
  /** Since the start of the run. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Duration of its tasks that install packages. */
  readonly packagesMs: number;
  /** The longest of its other tasks. */
  readonly rest: readonly { readonly name: string; readonly ms: number }[];
}

/** The results with the machine and versions of their measurement. */
export interface ResultsOf<M> {
  readonly machine: Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly measured: readonly M[];
}

export type Results = ResultsOf<Measured>;

const PATH = join(checkout, 'bench/results.json');

export const keepResults = (results: Results): Results =>
  keepMeasured(PATH, results, (a, b) => (a.id === b.id ? 0 : a.id < b.id ? -1 : 1));

/**
 * Replaces earlier results of the same work by the new ones; the others are kept with their own date. `compare` sorts
 * pieces of work, and returns 0 for equal ones.
 */
export function keepMeasured<M>(path: string, results: ResultsOf<M>, compare: (a: M, b: M) => number): ResultsOf<M> {
  const kept = (readMeasured(path) as readonly M[]).filter(
    (before) => !results.measured.some((one) => compare(one, before) === 0),
  );
  const all = { ...results, measured: [...kept, ...results.measured].sort(compare) };
  writeFileSync(path, `${JSON.stringify(all, undefined, 2)}\n`);
  return all;
}

function readMeasured(path: string): readonly unknown[] {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as ResultsOf<unknown>).measured;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
