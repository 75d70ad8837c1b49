import { expect, test } from '@jest/globals';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { runBundled } from './support/run-bundled.ts';

/** Sends a signal once the process has said that it is so far. */
const signalWhen =
  (word: string, signal: NodeJS.Signals) =>
  (child: ChildProcessWithoutNullStreams): void => {
    child.stdout.on('data', (said: Buffer) => {
      if (said.toString().includes(word)) child.kill(signal);
    });
  };

/** Listens as a run does, lets the guard's thread start, then computes without an end, or for so long. */
const busyFor = (ms: number): string => `
import { guardMainThread } from './src/cli/start/guard-main-thread.ts';
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGWINCH']) process.on(name, () => console.log('heard ' + name));
guardMainThread();
console.log('listening');
setTimeout(() => {
  console.log('busy');
  for (const start = Date.now(); Date.now() - start < ${ms}; );
  setTimeout(() => process.exit(7), 300);
}, 1800);
`;

const FOR_EVER = 60_000;

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends a process whose main thread is busy',
  async (name) => {
    const { signal, stderr } = await runBundled(busyFor(FOR_EVER), signalWhen('busy', name));
    expect([signal, stderr]).toEqual(['SIGKILL', expect.stringContaining('the program did not respond')]);
  },
  60_000,
);

test('a process that is busy for a while continues if no signal ends it, and receives other signals', async () => {
  const { code, stdout, stderr } = await runBundled(busyFor(4000), signalWhen('busy', 'SIGWINCH'));
  expect([code, stdout, stderr]).toEqual([7, 'listening\nbusy\nheard SIGWINCH\n', '']);
}, 60_000);

test('a main thread that is free hears of its signals itself', async () => {
  const { code, stdout } = await runBundled(busyFor(0), signalWhen('listening', 'SIGTERM'));
  expect([code, stdout]).toEqual([7, expect.stringContaining('heard SIGTERM\n')]);
}, 60_000);
