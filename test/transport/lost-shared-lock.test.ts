import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { holderOf, useFakeHost } from './support/use-fake-host.ts';

const host = useFakeHost();
const ROUNDS = process.env['PROVISION_LONG'] === undefined ? 6 : 200;

/** When connections are lost, in milliseconds after the one before, and on which side. */
const losses = fc.array(
  fc.record({ afterMs: fc.integer({ min: 0, max: 300 }), how: fc.constantFrom('partition' as const, 'drop' as const) }),
  { minLength: 1, maxLength: 4 },
);

test(
  'sessions that share a lock run each batch exactly once, whenever their connections are lost',
  async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(losses, async (cuts) => {
        const runId = `run-${++round}`;
        const log = join(host().directory, runId);
        const sessions = await Promise.all([1, 2, 3].map(() => host().connect()));
        await Promise.all(sessions.map((session) => session.lock(holderOf(runId))));
        const working = Promise.all(
          sessions.map(async (session, i) => {
            for (const step of [1, 2, 3, 4])
              await session.apply({ id: `b${step}`, script: `echo ${i}.${step} >>${log}; sleep 0.05` });
          }),
        );
        working.catch(() => undefined);
        for (const { afterMs, how } of cuts) {
          await sleep(afterMs);
          host().transport[how]();
        }
        await working;
        await Promise.all(sessions.map((session) => session.close()));
        const done = readFileSync(log, 'utf8').trim().split('\n').sort();
        expect(done).toEqual([0, 1, 2].flatMap((i) => [1, 2, 3, 4].map((step) => `${i}.${step}`)));
      }),
      { numRuns: ROUNDS, endOnFailure: true },
    );
  },
  ROUNDS * 20_000,
);
