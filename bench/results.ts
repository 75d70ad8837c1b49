import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender } from './contenders.ts';
import { checkout } from './lab.ts';

/** All runs of one contender on one piece of work. */
export interface Series {
  readonly contender: Contender;
  /** Where one contender runs in two ways: `sudo` beside `root`. */
  readonly variant?: string;
  readonly wallMs: readonly number[];
  readonly cpuMs: readonly number[];
}

export interface Measured {
  /** The letter, and what of it: `a`, `f-a-20`. */
  readonly id: string;
  readonly title: string;
  readonly hosts: number;
  /** 0: the lab's own links, which take a fraction of a millisecond. */
  readonly roundTripMs: number;
  readonly at: string;
  /** The load average of the last minute before and after. */
  readonly load: readonly [number, number];
  readonly series: readonly Series[];
  /** Why a contender is missing. */
  readonly notes: readonly string[];
}

export interface Results {
  readonly machine: Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly measured: readonly Measured[];
}

const PATH = join(checkout, 'bench/results.json');

/** What was measured is put in the place of what was measured of the same work before; the rest stays, with its own date. */
export function keepResults(results: Results): Results {
  const fresh = new Set(results.measured.map(({ id }) => id));
  const kept = readResults()?.measured.filter(({ id }) => !fresh.has(id)) ?? [];
  const all = { ...results, measured: [...kept, ...results.measured].sort((a, b) => (a.id < b.id ? -1 : 1)) };
  writeFileSync(PATH, `${JSON.stringify(all, undefined, 2)}\n`);
  return all;
}

/** Undefined: nothing was measured yet. */
export function readResults(): Results | undefined {
  try {
    return JSON.parse(readFileSync(PATH, 'utf8')) as Results;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
