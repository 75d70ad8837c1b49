import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { SignalWatch } from '../../src/cli/start/watch-signals.ts';
import { TERM_STEP_MS, watchSignals } from '../../src/cli/start/watch-signals.ts';
import type { HostSession } from '../../src/transport/session.ts';

let said: string[];
let asked: string[];
let watch: SignalWatch;

const session = {
  requestStop: () => Promise.resolve(void asked.push('stop')),
  killBatch: () => Promise.resolve(void asked.push('kill')),
} as HostSession;

beforeEach(() => {
  [said, asked] = [[], []];
  watch = watchSignals({ say: (line) => said.push(line), quit: (code) => asked.push(`quit ${code}`) });
  watch.onSession(session);
});

afterEach(() => watch.close());

test('before hosts are connected to, and when all is done, signals are left to the system', () => {
  const counts = (): number[] => (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => process.listenerCount(name));
  const before = counts();
  watch.begin();
  expect(counts()).toEqual(before.map((count) => count + 1));
  watch.close();
  expect(counts()).toEqual(before);
});

test('the guard of the main thread is on while signals are listened for', () => {
  const guarded: string[] = [];
  const guard = (): (() => void) => {
    guarded.push('on');
    return () => guarded.push('off');
  };
  const guardedWatch = watchSignals({ say: () => undefined, quit: () => undefined, guard });
  guardedWatch.begin();
  guardedWatch.close();
  expect(guarded).toEqual(['on', 'off']);
});

describe('once hosts are connected to', () => {
  test('the first signal stops, the second ends the batches, the third leaves', async () => {
    watch.begin();
    for (const signal of ['SIGINT', 'SIGINT', 'SIGINT'] as const) process.emit(signal, signal);
    await watch.stop.asked;
    expect(watch.stop.requested).toBe(true);
    expect(asked).toEqual(['stop', 'kill', 'quit 130']);
    expect(said).toHaveLength(3);
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)('after %s the further steps come by themselves', (signal) => {
    jest.useFakeTimers();
    try {
      watch.begin();
      process.emit(signal, signal);
      expect(asked).toEqual(['stop']);
      jest.advanceTimersByTime(TERM_STEP_MS);
      expect(asked).toEqual(['stop', 'kill']);
      jest.advanceTimersByTime(TERM_STEP_MS);
      expect(asked).toEqual(['stop', 'kill', 'quit 130']);
      expect(watch.isTerminalLost).toBe(signal === 'SIGHUP');
    } finally {
      jest.useRealTimers();
    }
  });

  // a service manager signals a worker and the run that it has started, which also loses its lease
  test.each([
    ['after', ['signal', 'lease']],
    ['before', ['lease', 'signal']],
  ])('a lease that closes %s a SIGTERM does not end the tasks in hand at once', (_, order) => {
    jest.useFakeTimers();
    try {
      watch.begin();
      for (const what of order) {
        if (what === 'lease') watch.terminate();
        else process.emit('SIGTERM', 'SIGTERM');
      }
      expect(asked).toEqual(['stop']);
      process.emit('SIGINT', 'SIGINT');
      expect(asked).toEqual(['stop', 'kill']);
    } finally {
      jest.useRealTimers();
    }
  });

  test('what Ctrl-C has stopped is ended by itself once its lease has closed', () => {
    jest.useFakeTimers();
    try {
      watch.begin();
      process.emit('SIGINT', 'SIGINT');
      jest.advanceTimersByTime(TERM_STEP_MS);
      watch.terminate();
      expect(asked).toEqual(['stop']);
      jest.advanceTimersByTime(TERM_STEP_MS);
      expect(asked).toEqual(['stop', 'kill']);
    } finally {
      jest.useRealTimers();
    }
  });

  test('a stop that was asked for at a question counts as the first', () => {
    watch.begin();
    watch.request();
    process.emit('SIGINT', 'SIGINT');
    expect(asked).toEqual(['stop', 'kill']);
  });
});
