import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { HostSession } from '../../src/transport/session.ts';
import { until } from '../support/until.ts';
import { play } from './support/fake-site.ts';
import type { FakeSite } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

const STEPS = play(
  Array.from(
    { length: 5 },
    (_, i) =>
      `- { name: step ${i}, shell: echo ${i} >> <%= root %>/log; sleep 0.2; touch <%= root %>/done${i}, args: { creates: "<%= root %>/done${i}" } }`,
  ).join('\n'),
);

const hasBegun = (site: FakeSite, file: string): Promise<true> =>
  until(`${file} is there`, () => site.list().includes(file), { everyMs: 10 });

describe('a connection that drops in the middle of a batch', () => {
  test.each<['drop' | 'partition']>([['drop'], ['partition']])('%s: each step is done exactly once', async (how) => {
    const site = makeSite();
    const running = site.apply(STEPS);
    await hasBegun(site, 'done1');
    site.transport('web1')[how]();
    const run = await running;
    expect(run.exitCode).toBe(0);
    expect(run.ends).toEqual([0, 1, 2, 3, 4].map((i) => `step ${i}: changed`));
    expect(site.read('log')).toBe('0\n1\n2\n3\n4\n');
  });

  test('for good: the host is unreachable, the batch ends by itself, and the next run has nothing left to do', async () => {
    const site = makeSite(['web1'], { reconnectMs: 300 });
    const running = site.apply(STEPS);
    await hasBegun(site, 'log');
    site.transport('web1').faults.unreachable = true;
    site.transport('web1').partition();
    const run = await running;
    expect(run.exitCode).toBe(4);
    expect(run.hosts['web1']?.status).toBe('unreachable');
    site.transport('web1').faults.unreachable = false;
    expect((await site.apply(STEPS)).exitCode).toBe(0);
    expect(site.read('log')).toBe('0\n1\n2\n3\n4\n');
  });
});

describe('a stop', () => {
  test('ends after the task in hand, and the next run does the rest', async () => {
    const site = makeSite();
    const stop = { requested: false };
    const sessions: HostSession[] = [];
    const running = site.apply(STEPS, { stop, onSession: (session) => sessions.push(session) });
    await hasBegun(site, 'done0');
    stop.requested = true;
    await Promise.all(sessions.map((session) => session.requestStop()));
    const run = await running;
    expect(run.exitCode).toBe(130);
    expect(run.hosts['web1']?.status).toBe('interrupted');
    const done = readdirSync(site.path('web1')).filter((name) => name.startsWith('done'));
    expect(done.length).toBeGreaterThan(0);
    expect(done.length).toBeLessThan(5);
    expect(run.ends).toEqual(done.map((_, i) => `step ${i}: changed`));
    expect((await site.apply(STEPS)).exitCode).toBe(0);
    expect(site.read('log')).toBe('0\n1\n2\n3\n4\n');
  });

  test('of the batch itself ends the task in hand, which is told as failed', async () => {
    const site = makeSite();
    const sessions: HostSession[] = [];
    const running = site.apply(
      play(`
        - { name: before, copy: { dest: <%= root %>/before, content: x } }
        - { name: long, shell: touch <%= root %>/begun; sleep 30 }
      `),
      { onSession: (session) => sessions.push(session) },
    );
    await hasBegun(site, 'begun');
    await Promise.all(sessions.map((session) => session.killBatch()));
    const run = await running;
    expect(run.ends).toEqual(['before: changed', 'long: failed']);
    expect(run.exitCode).toBe(1);
  });
});

test('a signal ends a task that only waits, on its host too', async () => {
  const site = makeSite();
  const sessions: HostSession[] = [];
  const stop = { requested: false };
  const running = site.apply(
    play(`
      - { name: before, shell: touch <%= root %>/begun }
      - { name: long, wait_for: { path: <%= root %>/never, timeout: 300, sleep: 0.1 } }
      - { name: later, debug: { msg: x } }
    `),
    { onSession: (session) => sessions.push(session), stop },
  );
  await hasBegun(site, 'begun');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  stop.requested = true;
  await Promise.all(sessions.map((session) => session.killBatch()));
  const run = await running;
  expect(run.ends).toEqual(['before: changed']);
  expect(run.hosts['web1']?.status).toBe('interrupted');
});

test('a host that another run has locked is reported, and the others finish', async () => {
  const site = makeSite(['web1', 'web2']);
  const other = await site.transport('web1').connect({
    host: 'web1',
    address: 'web1',
    acceptNewHostKey: false,
    connectTimeoutMs: 1000,
    connectRetries: 0,
  });
  await other.lock({ who: 'bob@desk', runId: 'other', since: '2026-01-02T03:04:05Z' });
  const playbook = play('- { name: a, copy: { dest: <%= root %>/a, content: x } }');
  const run = await site.apply(playbook);
  expect(run.exitCode).toBe(5);
  expect(run.hosts).toMatchObject({ web1: { status: 'locked' }, web2: { status: 'changed' } });
  expect(run.events).toContainEqual(
    expect.objectContaining({
      event: 'host.problem',
      host: 'web1',
      problem: 'locked',
      message: expect.stringContaining('bob@desk'),
    }),
  );
  const check = await site.check(playbook);
  await other.close();
  expect([...check.ends].sort()).toEqual(['web1 a: would-change', 'web2 a: ok']);
  expect((await site.apply(playbook)).exitCode).toBe(0);
});
