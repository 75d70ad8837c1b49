import { spawnSync } from 'node:child_process';
import { describe, test } from '@jest/globals';

/**
 * A `describe` whose tests run a program of this machine. Where it is not installed they are reported as skipped, with the
 * reason in their name; under CI=true they run, and fail.
 */
export function describeWith(program: string, name: string, define: () => void): void {
  const isThere = spawnSync('sh', ['-c', 'command -v -- "$0"', program]).status === 0;
  if (isThere || process.env['CI'] === 'true') describe(name, define);
  else describe(`${name} (skipped: ${program} is not installed)`, () => test.skip(`needs ${program}`, () => undefined));
}
