import type * as fs from 'node:fs';
import { constants } from 'node:fs';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { watchForSilence } from '../../src/cli/start/watch-for-silence.ts';

const SIGINT = 2;
const SIGWINCH = 28;

/** A process with one pipe of its own, in which a signal's message waits. */
const withSignal = (signal: number): typeof fs =>
  ({
    constants,
    readdirSync: () => ['5', '6'],
    readlinkSync: () => 'pipe:[1]',
    readFileSync: (path: string) => `flags:\t${path.endsWith('/5') ? '04000' : '04001'}\n`,
    openSync: () => 7,
    readSync: (_: number, bytes: Buffer) => bytes.writeInt32LE(signal, 8) + 4,
    writeSync: () => 0,
    closeSync: () => undefined,
  }) as unknown as typeof fs;

const kill = jest.spyOn(process, 'kill');
beforeEach(() => {
  jest.useFakeTimers();
  kill.mockReset().mockReturnValue(true);
});
afterEach(() => {
  jest.useRealTimers();
});

/** When the process is killed after the main thread's last beat, which comes so long after the thread began to look; undefined: never. */
function killedAfterMs(signal: number, lastBeatMs: number): number | undefined {
  const beats = new Int32Array(1);
  watchForSilence(beats, withSignal(signal));
  for (let ms = 0; ms < lastBeatMs + 5000; ms += 10) {
    if (ms <= lastBeatMs && (lastBeatMs - ms) % 250 === 0) Atomics.add(beats, 0, 1);
    jest.advanceTimersByTime(10);
    if (kill.mock.calls.length > 0) return ms - lastBeatMs;
  }
  return undefined;
}

test('a signal ends a process 1.5 s at the latest after its main thread was last heard of, and not while it is slow', () => {
  for (let lastBeatMs = 2000; lastBeatMs < 2300; lastBeatMs += 30) {
    const afterMs = killedAfterMs(SIGINT, lastBeatMs);
    expect(afterMs).toBeGreaterThan(1300);
    expect(afterMs).toBeLessThanOrEqual(1500);
    jest.clearAllTimers();
    kill.mockClear();
  }
});

test('a signal that ends nothing is left to the main thread', () => {
  expect(killedAfterMs(SIGWINCH, 2000)).toBeUndefined();
});
