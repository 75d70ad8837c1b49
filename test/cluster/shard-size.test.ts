import { expect, test } from '@jest/globals';
import { shardSizeFor } from '../../src/cli/cluster/submit-run.ts';

test.each([
  [1, 100],
  [2000, 100],
  [2001, 101],
  [10_000, 500],
  [100_000, 1000],
])('%i hosts are cut into jobs of at most %i', (hosts, size) => {
  expect(shardSizeFor(hosts)).toBe(size);
});
