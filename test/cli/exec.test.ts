import { expect, test } from '@jest/globals';
import { renderEnds } from '../../src/cli/hosts/render-ends.ts';
import { runCli } from '../support/run-cli.ts';

test('exec groups hosts with equal output, the largest group first', () => {
  const same = { exitStatus: 0, output: 'up\n' };
  const ends = new Map([
    ['web1', { exitStatus: 3, output: 'inactive' }],
    ['web2', same],
    ['web3', { ...same }],
    ['web4', { exitStatus: 0, output: '' }],
  ]);
  expect(renderEnds(ends)).toBe('web2, web3 (2 hosts):\nup\n\nweb1, exit status 3:\ninactive\n\nweb4:\n');
});

test('a host that does not listen is unreachable', async () => {
  const { stdout, stderr, exitCode } = await runCli('exec', 'all', '-i', '127.0.0.1:1,', '--', 'true');
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^127\.0\.0\.1: no connection .*refused\n/);
  expect(exitCode).toBe(4);
});

test.each([
  ['a pattern that matches nothing', ['exec', 'web', '-i', 'a,', '--', 'true'], 'The pattern web matches no group'],
  ['no command', ['exec', 'a', '-i', 'a,'], "missing required argument 'command'"],
])('%s is invalid input', async (_, args, message) => {
  const { stderr, exitCode } = await runCli(...args);
  expect(stderr).toContain(message);
  expect(exitCode).toBe(3);
});
