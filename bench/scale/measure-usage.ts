import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../lab.ts';
import type { Sample } from '../measure.ts';
import { measure } from '../measure.ts';

export interface NodeCommand {
  readonly scratch: string;
  readonly directory: string;
  /** The arguments of `node`. */
  readonly words: readonly string[];
}

/** The resource usage of one Node process, without its children. */
export interface Usage {
  /** User and system time of all its threads. */
  readonly cpuMs: number;
  /** Maximum resident set size. */
  readonly memoryMb: number;
  /** CPU time of the main thread, which runs all JavaScript. */
  readonly mainMs: number;
}

/** Runs Node to its end. Rejects if it fails. */
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
