import { expect, test } from '@jest/globals';
import { runBundled } from './support/run-bundled.ts';

/** Listens as a run does, lets the guard's thread start, then computes without an end, or for so long. */
const busyFor = (ms: number): string => `
import { guardMainThread } from './src/cli/start/guard-main-thread.ts';
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGWINCH']) process.on(name, () => console.log('heard ' + name));
guardMainThread();
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
    let sentMs = 0;
    const { signal, stderr } = await runBundled(busyFor(FOR_EVER), (child) => {
      setTimeout(() => {
        sentMs = performance.now();
        child.kill(name);
      }, 4500);
    });
    expect([signal, stderr]).toEqual(['SIGKILL', expect.stringContaining('the program is busy')]);
    expect(performance.now() - sentMs).toBeLessThan(2000);
  },
  20_000,
);

test('a process that is busy for a while goes on where nobody ends it, and hears of other signals', async () => {
  const { code, stdout, stderr } = await runBundled(busyFor(4000), (child) => {
    setTimeout(() => child.kill('SIGWINCH'), 3500);
  });
  expect([code, stdout, stderr]).toEqual([7, 'busy\nheard SIGWINCH\n', '']);
}, 20_000);

test('a main thread that is free hears of its signals itself', async () => {
  const { code, stdout } = await runBundled(busyFor(0), (child) => {
    setTimeout(() => child.kill('SIGTERM'), 1500);
  });
  expect([code, stdout]).toEqual([7, 'heard SIGTERM\nbusy\n']);
});
