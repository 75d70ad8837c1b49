import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SignalWatch } from '../../src/cli/watch-signals.ts';
import { watchSignals } from '../../src/cli/watch-signals.ts';
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

test('before hosts are connected to, a signal ends the process, and says that nothing was touched', () => {
  process.emit('SIGTERM');
  expect([asked, said]).toEqual([['quit 130'], ['interrupted: no host was touched']]);
});

describe('once hosts are connected to', () => {
  test('the first signal stops, the second ends the batches, the third leaves', async () => {
    watch.begin();
    for (const signal of ['SIGINT', 'SIGINT', 'SIGINT'] as const) process.emit(signal);
    await watch.stop.asked;
    expect(watch.stop.requested).toBe(true);
    expect(asked).toEqual(['stop', 'kill', 'quit 130']);
    expect(said).toHaveLength(3);
  });

  test('a stop that was asked for at a question counts as the first', () => {
    watch.begin();
    watch.request();
    process.emit('SIGINT');
    expect(asked).toEqual(['stop', 'kill']);
  });
});
