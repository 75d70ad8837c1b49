import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../lab.ts';
import type { Sample } from '../measure.ts';
import { measure } from '../measure.ts';

export interface NodeCommand {
  readonly scratch: string;
  readonly directory: string;
  /** What follows `node`. */
  readonly words: readonly string[];
}

/** What one process of Node has used, without its children. */
export interface Usage {
  /** User and system, of all its threads. */
  readonly cpuMs: number;
  /** Its maximum resident set. */
  readonly memoryMb: number;
  /** Of the thread that all JavaScript runs on. */
  readonly mainMs: number;
}

/** Runs Node to its end. Rejects where it fails. */
export async function measureUsage({ scratch, directory, words }: NodeCommand): Promise<Usage & Sample> {
  const file = join(scratch, 'usage.json');
  const sample = await measure({
    argv: ['node', '--import', join(checkout, 'bench/build/scale/report-usage.js'), ...words],
    directory,
    environment: { BENCH_USAGE: file },
    limitMs: 1_200_000,
  });
  return { ...sample, ...(JSON.parse(readFileSync(file, 'utf8')) as Usage) };
}
