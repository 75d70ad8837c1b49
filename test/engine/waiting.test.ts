import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { EngineEvent } from '../../src/engine/events.ts';
import type { Activity } from '../../src/engine/host/host-activity.ts';
import { HostActivity } from '../../src/engine/host/host-activity.ts';
import { Waiting } from '../../src/engine/waiting.ts';
import { renderWait } from '../../src/report/text/render-wait.ts';
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

const MINUTE = 60_000;

test('reports a silent host after 15 s, then after twice as long each time, up to five minutes', () => {
  const [web1, web2] = [new HostActivity(), new HostActivity()];
  const { told, waiting } = watch({ web1, web2 });
  web2.begin('connecting');
  jest.advanceTimersByTime(1000);
  web1.begin('connecting');
  jest.advanceTimersByTime(17 * MINUTE);
  waiting.stop();
  const times = told.flatMap((line) => /^web1 connecting (\d+)/.exec(line)?.[1] ?? []).map(Number);
  expect(times).toEqual([16, 31, 61, 121, 241, 481, 781]);
});

test('is never silent for 20 s while a host is busy: the one that waits longest stands for all', () => {
  const [web1, web2] = [new HostActivity(), new HostActivity()];
  const { told, waiting } = watch({ web1, web2 });
  web1.begin('running').print('half way');
  web2.begin('running');
  jest.advanceTimersByTime(100_000);
  waiting.stop();
  expect(told).toEqual([
    'web1 running 16 half way, web2 running 16',
    'web1 running 31 half way, web2 running 31',
    'web1 running 49 half way +1',
    'web1 running 61 half way, web2 running 61',
    'web1 running 79 half way +1',
    'web1 running 97 half way +1',
  ]);
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

describe('a host is told to be busy with', () => {
  const label = { task: task('Copy it', 'ok').task };
  const told = (activity: HostActivity): string => (activity.latest ? renderWait(waitOf(activity.latest)) : 'nothing');
  const waitOf = ({ what, task: running, item, line }: Activity) => ({
    host: 'web1',
    ms: 16_000,
    what,
    task: running,
    item,
    line,
  });

  test('what its session does first of all that was asked of it, for the task that asked', () => {
    const activity = new HostActivity();
    activity.begin('running', label);
    const lock = activity.call('locking it', 'none');
    const queries = activity.call('answering queries');
    expect(told(activity)).toBe('locking it, 16.0 s');
    activity.meet('waiting for the lock: web1 is locked by ann');
    expect(told(activity)).toBe('waiting for the lock: web1 is locked by ann, 16.0 s');
    activity.meet(undefined);
    lock.end();
    expect(told(activity)).toBe('nginx : Copy it (answering queries), 16.0 s');
    queries.end();
    expect(told(activity)).toBe('nginx : Copy it, 16.0 s');
  });

  test('the task of a batch that is under way, whichever task has asked for it', () => {
    const activity = new HostActivity();
    activity.begin('running', label);
    const batch = activity.call('running', { task: task('Install it', 'ok').task });
    batch.print('Unpacking it ...');
    expect(told(activity)).toBe('nginx : Install it, 16.0 s: Unpacking it ...');
    batch.end();
    expect(told(activity)).toBe('nginx : Copy it, 16.0 s');
  });

  test('what it waits for, of which hosts at work are told first, and of questions nothing', () => {
    const [working, waiting, asking] = [new HostActivity(), new HostActivity(), new HostActivity()];
    const forever = new Promise<void>(() => undefined);
    void waiting.during('waiting for the other hosts', forever, 'others');
    jest.advanceTimersByTime(1000);
    working.begin('running', label);
    void asking.during('waiting for an answer', forever, 'person');
    const watched = watch({ a: asking, b: waiting, c: working });
    jest.advanceTimersByTime(17_000);
    watched.waiting.stop();
    expect(watched.told).toEqual(['c running 16, b waiting for the other hosts 17']);
  });
});
