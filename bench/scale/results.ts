import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../lab.ts';
import { median } from '../results.ts';

/** Runs of one piece of work on so many hosts. */
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

export interface Results {
  readonly machine: Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly measured: readonly Measured[];
}

const PATH = join(checkout, 'bench/scale/results.json');

/** What was measured takes the place of what was measured of the same work on as many hosts before. */
export function keepResults(results: Results): Results {
  const isFresh = ({ work, hosts }: Measured): boolean =>
    results.measured.some((one) => one.work === work && one.hosts === hosts);
  const kept = readMeasured().filter((one) => !isFresh(one));
  const measured = [...kept, ...results.measured].sort((a, b) => a.work.localeCompare(b.work) || a.hosts - b.hosts);
  const all = { ...results, measured };
  writeFileSync(PATH, `${JSON.stringify(all, undefined, 2)}\n`);
  return all;
}

function readMeasured(): readonly Measured[] {
  try {
    return (JSON.parse(readFileSync(PATH, 'utf8')) as Results).measured;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The medians of one piece of work, by the number of hosts. */
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
