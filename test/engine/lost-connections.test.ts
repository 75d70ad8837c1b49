import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { until } from '../support/until.ts';
import { FakeSite, play } from './support/fake-site.ts';

/** Uploads, changes, results that later tasks need, and a handler: what a connection can be lost in. */
const PLAY = play(
  `
  - { name: large, copy: { src: large.bin, dest: <%= root %>/large } }
  - { name: small, copy: { dest: <%= root %>/small, content: one }, notify: told }
  ${[0, 1, 2, 3]
    .map(
      (i) => `
  - { name: step ${i}, shell: echo ${i} >> <%= root %>/log; sleep 0.05; touch <%= root %>/done${i}, args: { creates: <%= root %>/done${i} }, notify: told }
  - { name: read ${i}, command: cat <%= root %>/log, register: log${i}, changed_when: false }
  - { name: use ${i}, copy: { dest: <%= root %>/use${i}, content: "<%= log${i}.stdout %>" } }`,
    )
    .join('')}`,
  `
  handlers:
    - { name: told, shell: echo told >> <%= root %>/handled }`,
);

/** How a connection is lost, and how long after the one before: `partition` leaves the host's side as it is. */
const losses = fc.array(
  fc.record({ afterMs: fc.integer({ min: 0, max: 400 }), how: fc.constantFrom('partition' as const, 'drop' as const) }),
  { minLength: 1, maxLength: 4 },
);

const isLong = process.env['PROVISION_LONG'] !== undefined;
const ROUNDS = isLong ? 500 : 10;

test(
  'each step and each handler runs exactly once, however often and whenever the connection is lost',
  async () => {
    await fc.assert(
      fc.asyncProperty(losses, async (cuts) => {
        const site = new FakeSite();
        try {
          site.write('large.bin', 'x'.repeat(2_000_000));
          const seen = { isConnected: false, isOver: false };
          const onEvent = ({ event }: { event: string }) => (seen.isConnected ||= event === 'host.connected');
          const running = site.apply(PLAY, { onEvent }).finally(() => (seen.isOver = true));
          await until('the host is connected', () => seen.isConnected || seen.isOver, { everyMs: 5 });
          for (const { afterMs, how } of cuts) {
            await sleep(afterMs);
            site.transport('web1')[how]();
          }
          const run = await running;
          expect(run.ends.filter((end) => /failed|unreachable/.test(end))).toEqual([]);
          expect([run.exitCode, site.read('log'), site.read('handled')]).toEqual([0, '0\n1\n2\n3\n', 'told\n']);
        } finally {
          site.remove();
        }
      }),
      { numRuns: ROUNDS, endOnFailure: true },
    );
  },
  isLong ? 3_600_000 : 120_000,
);
