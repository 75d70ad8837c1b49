import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

/** A `timeout` that ends nothing, as if the process were waiting for a file server. */
const UNENDING = mkdtempSync(join(tmpdir(), 'unending-'));
writeFileSync(join(UNENDING, 'timeout'), '#!/bin/sh\n[ "$1" != -k ] || shift 2\nshift\nexec "$@"\n');
chmodSync(join(UNENDING, 'timeout'), 0o755);
afterAll(() => rmSync(UNENDING, { recursive: true }));

/** A query of a later task that never ends, between tasks whose queries do. */
const HANGING = play(`
  - { name: first, command: "true" }
  - { name: second, file: { path: <%= root %>/second, state: touch, mode: "0600" } }
  - { name: hang, command: { cmd: "true", unless: sleep 600 } }
  - { name: last, command: "true" }
`);

describe('a query of a later task that never ends', () => {
  test.each(['apply', 'check'] as const)('does not hold back the tasks before it: %s', async (mode) => {
    const run = await makeSite().run(HANGING, { mode, taskTimeoutSeconds: 1 });
    expect(run.ends.slice(0, 2)).toEqual(
      mode === 'apply' ? ['first: changed', 'second: changed'] : ['first: would-change', 'second: would-change'],
    );
    expect(run.ends.slice(2)).toEqual(['hang: failed']);
    expect(run.named('hang')[0]?.failure?.message).toBe(
      'did not end within 1 s, before any change: the queries took longer (shell)',
    );
  });
});

describe('a query that no signal ends', () => {
  test('does not hold back the tasks before it either', async () => {
    const run = await makeSite(['web1'], { programs: UNENDING }).apply(HANGING, { taskTimeoutSeconds: 1 });
    expect(run.ends).toEqual(['first: changed', 'second: changed', 'hang: failed']);
  });

  test('does not prevent the verification of a state, where it follows the batch', async () => {
    const site = makeSite(['web1'], { programs: UNENDING });
    // the query ends before the batch, and does not after it
    const run = await site.apply(
      play(`
        - name: altered
          copy: { dest: <%= root %>/of, content: a, validate: sh -c 'printf b >>"$1"' - %s }
        - { name: hang, command: { cmd: "true", unless: '[ -e <%= root %>/of ] && sleep 600' } }
      `),
      { taskTimeoutSeconds: 1 },
    );
    expect(run.ends).toEqual(['altered: failed']);
    expect(run.named('altered')[0]?.failure?.message).toMatch(/^the state does not converge/);
  });
});
