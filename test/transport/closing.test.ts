import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { ConnectionBudget } from '../../src/transport/connection-budget.ts';
import { holderOf, TARGET, useFakeHost } from './support/use-fake-host.ts';
import { until } from '../support/until.ts';

const host = useFakeHost();

describe('a closed session', () => {
  test.each([
    ['observe', 'echo x'],
    ['upload', '/etc/hostname'],
  ] as const)('opens no connection for %s', async (call, argument) => {
    const session = await host().connect();
    await session.close();
    const before = session.roundTrips;
    await expect(session[call](argument, {})).rejects.toMatchObject({ kind: 'closed', host: 'web1' });
    expect(session.roundTrips).toBe(before);
  });

  test('refuses what was queued behind what is under way, and ends that', async () => {
    const session = await host().connect();
    const slow = session.observe(`touch ${host().directory}/begun; sleep 60`);
    const queued = session.observe('echo later');
    await until('it has begun', () => existsSync(`${host().directory}/begun`), { everyMs: 20 });
    const start = performance.now();
    const closing = session.close();
    await expect(queued).rejects.toMatchObject({ kind: 'closed' });
    await expect(slow).rejects.toMatchObject({ kind: 'closed' });
    await closing;
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test('stops trying to have a lost connection again', async () => {
    const session = await host().connect();
    host().transport.faults.unreachable = true;
    host().transport.drop();
    const lost = session.observe('echo x');
    await sleep(100);
    const closing = session.close();
    await expect(lost).rejects.toMatchObject({ kind: 'closed' });
    await closing;
    host().transport.faults.unreachable = false;
  });

  test('can be closed again', async () => {
    const session = await host().connect();
    await Promise.all([session.close(), session.close()]);
    await session.close();
  });
});

test('a signal drops connections that are being opened, and keeps open ones', async () => {
  const controller = new AbortController();
  const begun = `${host().directory}/begun`;
  const open = await host().connect({ signal: controller.signal });
  const opening = host().transport.connect({
    ...TARGET,
    signal: controller.signal,
    bootstrap: `touch ${begun}; sleep 60`,
  });
  await until('it has begun', () => existsSync(begun), { everyMs: 20 });
  controller.abort();
  await expect(opening).rejects.toMatchObject({ kind: 'closed' });
  expect((await open.observe('echo on')).stdout.toString()).toBe('on\n');
  await expect(host().connect({ signal: controller.signal })).rejects.toMatchObject({ kind: 'closed' });
});

describe('a session that was left', () => {
  test('has run its farewell, holds no lock, and comes back when it is asked', async () => {
    const session = await host().connect();
    await session.lock(holderOf('run-1'));
    await session.leave(`echo x >${host().directory}/bye`);
    const other = await host().connect();
    await other.lock(holderOf('run-2'));
    await other.close();
    expect((await session.apply({ id: 'b', script: `cat ${host().directory}/bye` })).stdout.toString()).toBe('x\n');
  });
});

describe('a budget of connections', () => {
  test('parks those that rest for those that wait, and opens them again when they are asked', async () => {
    const budget = new ConnectionBudget(2);
    const sessions = [];
    for (let i = 0; i < 6; i++) {
      const session = await host().connect({ budget });
      await session.observe('echo x');
      session.rest();
      sessions.push(session);
    }
    const answers = await Promise.all(
      sessions.map(async (session, i) => {
        const answer = await session.observe(`echo ${i}`);
        session.rest();
        return answer.stdout.toString();
      }),
    );
    expect(answers).toEqual(['0\n', '1\n', '2\n', '3\n', '4\n', '5\n']);
  });

  test('parks one that has been idle for a while, though it does not rest', async () => {
    const budget = new ConnectionBudget(1);
    const first = await host().connect({ budget });
    const second = await host().connect({ budget });
    expect((await second.observe('echo 2')).stdout.toString()).toBe('2\n');
    expect((await first.observe('echo 1')).stdout.toString()).toBe('1\n');
  }, 15_000);

  test('does not close a connection in use', async () => {
    const budget = new ConnectionBudget(1);
    const busy = await host().connect({ budget });
    const work = busy.observe('sleep 3; echo done');
    const second = await host().connect({ budget });
    expect((await work).stdout.toString()).toBe('done\n');
    expect((await second.observe('echo 2')).stdout.toString()).toBe('2\n');
  }, 15_000);

  test('takes the lock again with the connection', async () => {
    const budget = new ConnectionBudget(1);
    const first = await host().connect({ budget });
    await first.lock(holderOf('run-1'));
    first.rest();
    const other = await host().connect({ budget });
    await other.close();
    expect((await first.apply({ id: 'b', script: 'echo on' })).stdout.toString()).toBe('on\n');
    await expect((await host().connect()).lock(holderOf('run-2'))).rejects.toMatchObject({ kind: 'locked' });
  });

  test('is given back by a session that is closed, and by one that failed to open', async () => {
    const budget = new ConnectionBudget(1);
    await (await host().connect({ budget })).close();
    host().transport.faults.unreachable = true;
    await expect(host().connect({ budget })).rejects.toMatchObject({ kind: 'unreachable' });
    host().transport.faults.unreachable = false;
    await host().connect({ budget });
  });
});
