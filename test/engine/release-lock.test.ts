import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { isStillLocked, renderRelease } from '../../src/cli/hosts/render-release.ts';
import { releaseLock } from '../../src/engine/lock/release-lock.ts';
import type { Release } from '../../src/engine/lock/release-lock.ts';
import type { HostSession } from '../../src/transport/session.ts';
import { holderOf, useFakeHost } from '../transport/support/use-fake-host.ts';
import { until } from '../support/until.ts';

const host = useFakeHost();
const SHOW = { end: false };
const END = { end: true };

const release = async (options: { end: boolean }): Promise<Release> =>
  releaseLock({ session: await host().connect(), stateDirectory: `${host().directory}/provision` }, options);

/** A run with a batch that never ends by itself; `ignores` signals but KILL. */
async function startBatch(ignores = ''): Promise<{ session: HostSession; ended: Promise<unknown> }> {
  const session = await host().connect();
  await session.lock(holderOf('run-1'));
  const ended = session.apply({ id: 'the-batch', script: `${ignores} echo >${host().directory}/begun; sleep 76.5` });
  ended.catch(() => undefined);
  await until('it has begun', () => existsSync(`${host().directory}/begun`), { everyMs: 20 });
  return { session, ended };
}

describe('the lock of a host', () => {
  test('that nobody has ever taken is free, and so is one that was released', async () => {
    expect(renderRelease('web1', await release(SHOW))).toBe('web1: not locked\n');
    const session = await host().connect();
    await session.lock(holderOf('run-1'));
    await session.close();
    expect(renderRelease('web1', await release(END))).toBe('web1: not locked\n');
  });

  test('is shown with its holder and what runs, and left alone while the run is alive', async () => {
    const { session, ended } = await startBatch();
    const found = await release(END);
    const text = renderRelease('web1', found);
    expect(text).toContain('locked by ann@desk, run run-1, since 2026-01-02T03:04:05Z (alive; ');
    expect(text).toMatch(
      / {2}batch the-batch\n {4}\d+ {2}\d+ s {2}\(the batch\)\n( {6}.*\n)* +\d+ {2}\d+ s {2}sleep 76\.5\n/,
    );
    expect(text).toContain('end it where it was started');
    expect(isStillLocked(found)).toBe(true);
    await session.killBatch();
    await ended;
  });

  test.each([
    ['its batch', ''],
    ['its batch, though that ignores TERM', `trap '' TERM;`],
  ])(
    'of a run that has died is ended with %s',
    async (_, ignores) => {
      const { session } = await startBatch(ignores);
      host().transport.faults.unreachable = true;
      host().transport.drop();
      const closing = session.close();
      await sleep(300);
      host().transport.faults.unreachable = false;
      await closing;
      expect(renderRelease('web1', await release(SHOW))).toContain('(dead; ');
      const found = await release(END);
      expect(renderRelease('web1', found)).toContain('ended: the next run continues from there');
      expect(isStillLocked(found)).toBe(false);
      await (await host().connect()).lock(holderOf('run-2'));
    },
    40_000,
  );
});
