import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { HostLocked, HostSession } from '../../src/transport/session.ts';
import { holderOf, useFakeHost } from './support/use-fake-host.ts';
import { until } from '../support/until.ts';

const host = useFakeHost();

const connectLocked = async (runId: string, shared = false): Promise<HostSession> => {
  const session = await host().connect();
  await session.lock(holderOf(runId), { shared });
  return session;
};
const isFree = async (): Promise<boolean> => {
  const session = await host().connect();
  const isTaken = await session.lock(holderOf('stranger')).then(
    () => false,
    () => true,
  );
  await session.close();
  return !isTaken;
};

describe('sessions of one run on one machine', () => {
  test('share its lock, and all run batches', async () => {
    const sessions = await Promise.all(Array.from({ length: 30 }, () => connectLocked('run-1')));
    const outputs = await Promise.all(
      sessions.map((session, i) => session.apply({ id: 'same-id', script: `sleep 0.1; echo ${i}` })),
    );
    expect(outputs.map(({ stdout }) => stdout.toString())).toEqual(sessions.map((_, i) => `${i}\n`));
    expect(await isFree()).toBe(false);
  });

  test('keep it until the last of them is closed, whichever took it first', async () => {
    const owner = await connectLocked('run-1');
    const guest = await connectLocked('run-1');
    const isClosed = { owner: false };
    const closing = owner.close().then(() => (isClosed.owner = true));
    await sleep(200);
    expect([isClosed.owner, await isFree()]).toEqual([false, false]);
    expect((await guest.apply({ id: 'b', script: 'echo on' })).stdout.toString()).toBe('on\n');
    await guest.close();
    await closing;
    expect(await isFree()).toBe(true);
  });

  test('can all be left, in any order, and come back', async () => {
    const sessions = await Promise.all(Array.from({ length: 4 }, () => connectLocked('run-1')));
    await Promise.all(sessions.map((session) => session.leave()));
    expect(await isFree()).toBe(true);
    const outputs = await Promise.all(sessions.map((session) => session.apply({ id: 'b', script: 'echo on' })));
    expect(outputs.map(({ stdout }) => stdout.toString())).toEqual(Array(4).fill('on\n'));
    expect(await isFree()).toBe(false);
  });

  test('go on when the connection of the one that took it is lost', async () => {
    const owner = await connectLocked('run-1');
    const guest = await connectLocked('run-1');
    host().transport.drop();
    expect((await owner.observe('echo owner')).stdout.toString()).toBe('owner\n');
    expect((await guest.apply({ id: 'b', script: 'echo guest' })).stdout.toString()).toBe('guest\n');
    expect(await isFree()).toBe(false);
  });

  test('let nobody in while a batch of any of them runs, though the run is gone', async () => {
    const owner = await connectLocked('run-1');
    const guest = await connectLocked('run-1');
    const script = `echo >${host().directory}/begun; until [ -e ${host().directory}/go ]; do sleep 0.05; done`;
    const running = guest.apply({ id: 'b', script });
    running.catch(() => undefined);
    await until('it has begun', () => existsSync(`${host().directory}/begun`), { everyMs: 20 });
    host().transport.faults.unreachable = true;
    host().transport.drop();
    await sleep(100);
    host().transport.faults.unreachable = false;
    const stranger = await host().connect();
    await expect(stranger.lock(holderOf('stranger'))).rejects.toMatchObject({ kind: 'locked' });
    writeFileSync(`${host().directory}/go`, '');
    await running;
    await Promise.all([owner.close(), guest.close()]);
    await stranger.lock(holderOf('stranger'));
  });
});

describe('a shared lock', () => {
  test('is held by several runs at once', async () => {
    const [one, two] = [await connectLocked('run-1', true), await connectLocked('run-2', true)];
    await Promise.all([one, two].map((session) => session.apply({ id: 'b', script: 'sleep 0.2' })));
    await one.close();
    expect(await isFree()).toBe(false);
    await two.close();
    expect(await isFree()).toBe(true);
  });

  test('is refused where another run holds it alone', async () => {
    await connectLocked('run-1');
    await expect(connectLocked('run-2', true)).rejects.toMatchObject({ kind: 'locked' });
  });

  test('of the same run is made one that is held alone', async () => {
    await connectLocked('run-1', true);
    const alone = await connectLocked('run-1');
    await expect(connectLocked('run-2', true)).rejects.toMatchObject({ kind: 'locked' });
    expect((await alone.apply({ id: 'b', script: 'echo on' })).stdout.toString()).toBe('on\n');
  });

  test('is not made one that is held alone while another run shares it', async () => {
    const [mine, other] = [await connectLocked('run-1', true), await connectLocked('run-2', true)];
    await expect(connectLocked('run-1')).rejects.toMatchObject({ kind: 'locked' });
    expect((await mine.apply({ id: 'b', script: 'echo on' })).stdout.toString()).toBe('on\n');
    await other.close();
    await connectLocked('run-1');
  });

  test('of the same run serves one that is asked for after it is held alone', async () => {
    await connectLocked('run-1');
    const shared = await connectLocked('run-1', true);
    expect((await shared.apply({ id: 'b', script: 'echo on' })).stdout.toString()).toBe('on\n');
  });
});

describe('patience', () => {
  test('asks again until the lock is free', async () => {
    const holder = await connectLocked('run-1');
    const asked: HostLocked[] = [];
    const waiting = await host().connect();
    const taken = waiting.lock(holderOf('run-2'), {
      patience: (locked) => {
        asked.push(locked);
        if (asked.length === 1) void holder.close();
        return true;
      },
    });
    await taken;
    expect(asked.length).toBeGreaterThan(0);
    expect(asked[0]?.refusal).toEqual({ holder: holderOf('run-1'), isAbandoned: false, batches: [] });
  });

  test('that has ended gives the refusal', async () => {
    await connectLocked('run-1');
    const waiting = await host().connect();
    const lock = waiting.lock(holderOf('run-2'), { patience: () => false });
    await expect(lock).rejects.toMatchObject({
      kind: 'locked',
      message: expect.stringContaining('ann@desk') as unknown,
    });
  });

  test('is told that the run is gone, and what runs', async () => {
    const dead = await connectLocked('run-1');
    const script = `echo >${host().directory}/begun; until [ -e ${host().directory}/go ]; do sleep 0.05; done`;
    const running = dead.apply({ id: 'the-batch', script });
    running.catch(() => undefined);
    await until('it has begun', () => existsSync(`${host().directory}/begun`), { everyMs: 20 });
    host().transport.faults.unreachable = true;
    host().transport.drop();
    await sleep(200);
    host().transport.faults.unreachable = false;
    const stranger = await host().connect();
    const refusal = await stranger.lock(holderOf('run-2')).catch((error: unknown) => (error as HostLocked).refusal);
    writeFileSync(`${host().directory}/go`, '');
    expect(refusal).toMatchObject({ batches: ['the-batch'] });
    expect(readFileSync(`${host().directory}/provision/lock`, 'utf8')).toContain('run-1');
    await running;
  });
});
