import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { runCli } from '../support/run-cli.ts';

test('the facts of this machine, as one JSON document', async () => {
  const { stdout, stderr, exitCode } = await runCli('facts', 'localhost', '-i', 'web1,');
  expect([stderr, exitCode]).toEqual(['', 0]);
  const { localhost, ...others } = JSON.parse(stdout) as Record<string, Record<string, unknown>>;
  expect(others).toEqual({});
  expect(localhost?.['ansible_kernel']).toBe(readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim());
  expect(localhost).not.toHaveProperty('ansible_facts');
});
