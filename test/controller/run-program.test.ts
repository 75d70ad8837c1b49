import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { runProgram } from '../../src/controller/run-program.ts';
import { runBundled } from '../cli/support/run-bundled.ts';

const HANGS = 'echo asks the cloud >&2; echo $$; sleep 600 & wait';

const run = (script: string, more: object = {}) =>
  runProgram('/bin/sh', { name: 'the script', args: ['-c', script], tell: () => undefined, ...more });

test('returns the output and the exit status', async () => {
  const { stdout, stderr, failure } = await run('echo out; echo err >&2; exit 3');
  expect([stdout.toString(), stderr, failure]).toEqual(['out\n', 'err\n', 'ended with exit status 3']);
  expect((await run('kill -TERM $$')).failure).toBe('was ended by SIGTERM');
  expect((await run(':')).failure).toBeUndefined();
});

test('nothing is asked of a terminal or of stdin', async () => {
  expect((await run('cat; (exec 3</dev/tty) 2>/dev/null || echo none')).stdout.toString()).toBe('none\n');
});

test('a program that does not end is reported with its last output, and ended together with its children', async () => {
  const told: string[] = [];
  const options = { timeoutMs: 3000, firstToldMs: 100, tell: (line: string) => void told.push(line) };
  const { stdout, failure } = await run(HANGS, options);
  expect(failure).toBe('did not end within 3 s');
  expect(told.at(-1)).toMatch(/^waiting for the script, \d s: asks the cloud$/);
  expect(await isGroupLeft(stdout.toString().trim())).toBe(false);
}, 20_000);

test('one that prints without an end is ended', async () => {
  expect((await run('yes')).failure).toBe('printed more than 100 MB');
}, 60_000);

test('one that leaves a process with its output does not keep anybody waiting', async () => {
  const { stdout, failure } = await run('sleep 20 & echo done');
  expect([stdout.toString(), failure]).toEqual(['done\n', undefined]);
}, 15_000);

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends it with this process',
  async (name) => {
    const source = `
import { runProgram } from './src/controller/run-program.ts';
const tell = (line) => console.log(line);
await runProgram('/bin/sh', { name: 'x', args: ['-c', ${JSON.stringify(HANGS)}], firstToldMs: 100, tell });
`;
    let group = '';
    const { signal } = await runBundled(source, (child) => {
      child.stdout.once('data', (line: Buffer) => {
        group = childOf(child.pid ?? 0);
        expect(line.toString()).toContain('waiting for x');
        child.kill(name);
      });
    });
    expect(signal).toBe(name);
    expect(await isGroupLeft(group)).toBe(false);
  },
  30_000,
);

const childOf = (pid: number): string =>
  readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8').trim();

/** Those that were ended may take a moment. */
async function isGroupLeft(group: string): Promise<boolean> {
  expect(group).toMatch(/^\d+$/);
  for (let tries = 0; tries < 50; tries++) {
    if (spawnSync('pgrep', ['-g', group]).status !== 0) return false;
    await sleep(100);
  }
  return true;
}
