import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { EngineEvent } from '../../src/engine/events.ts';
import { HostActivity } from '../../src/engine/host/host-activity.ts';
import { Waiting } from '../../src/engine/waiting.ts';
import { task } from '../report/run-fixture.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function watch(hosts: Readonly<Record<string, HostActivity>>) {
  const told: string[] = [];
  const sink = (event: EngineEvent): void => {
    if (event.event !== 'run.waiting') return;
    const waits = event.waits.map(({ host, what, line, ms }) =>
      `${host} ${what} ${Math.round(ms / 1000)} ${line ?? ''}`.trim(),
    );
    told.push(waits.join(', ') + (event.more > 0 ? ` +${event.more}` : ''));
  };
  const waiting = new Waiting(sink, () => Object.entries(hosts));
  waiting.start();
  return { told, waiting };
}

test('tells of a silent host after 15 s, then after twice as long each time, up to five minutes', () => {
  const activity = new HostActivity();
  const { told, waiting } = watch({ web1: activity });
  activity.begin('connecting');
  jest.advanceTimersByTime(1_000_000);
  waiting.stop();
  expect(told.map((line) => Number(/\d+$/.exec(line)?.[0]))).toEqual([16, 31, 61, 121, 241, 481, 781]);
});

test('tells the activity that others wait for, with its last line, and nothing of a host that is idle', () => {
  const [busy, idle] = [new HostActivity(), new HostActivity()];
  const { told, waiting } = watch({ web1: busy, web2: idle });
  busy.begin('running');
  busy.begin('applying changes').print('Unpacking nginx ...');
  idle.begin('connecting').end();
  jest.advanceTimersByTime(20_000);
  waiting.stop();
  expect(told).toEqual(['web1 applying changes 16 Unpacking nginx ...']);
});

test('begins to count anew when something is told of the host that a person sees', () => {
  const activity = new HostActivity();
  const { told, waiting } = watch({ web1: activity });
  activity.begin('running');
  jest.advanceTimersByTime(10_000);
  waiting.sink(task('a', 'ok', { host: 'web1' }));
  jest.advanceTimersByTime(3000);
  expect(told).toEqual([]);
  waiting.sink(task('b', 'changed', { host: 'web1' }));
  jest.advanceTimersByTime(14_000);
  expect(told).toEqual([]);
  jest.advanceTimersByTime(4000);
  waiting.stop();
  expect(told).toHaveLength(1);
});

test('names ten hosts and counts the others', () => {
  const hosts = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`h${i}`, new HostActivity()]));
  const { told, waiting } = watch(hosts);
  for (const activity of Object.values(hosts)) activity.begin('connecting');
  jest.advanceTimersByTime(17_000);
  waiting.stop();
  expect(told).toEqual([expect.stringMatching(/^(h\d+ connecting 16(, )?){10} \+290$/)]);
});
