import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isIntended } from './support/intended.ts';
import { torturePlaybook } from './support/arbitrary-playbook.ts';
import type { TortureOutcome, TorturePlaybook } from './support/playbook.ts';
import { runAnsible } from './support/run-ansible.ts';
import { runProvision } from './support/run-provision.ts';

interface Recorded {
  readonly playbook: TorturePlaybook;
  readonly ansible: TortureOutcome;
}

const { TORTURE_RUNS = '500', TORTURE_SEED = '1', TORTURE_RECORD, TORTURE_REPORT } = process.env;

/** Playbooks with what Ansible did: from the file TORTURE_RECORD where it is there, else made, and kept in it. */
async function recorded(): Promise<readonly Recorded[]> {
  if (TORTURE_RECORD !== undefined && existsSync(TORTURE_RECORD))
    return JSON.parse(readFileSync(TORTURE_RECORD, 'utf8')) as readonly Recorded[];
  const playbooks = fc.sample(torturePlaybook, { numRuns: Number(TORTURE_RUNS), seed: Number(TORTURE_SEED) });
  const found: Recorded[] = [];
  for (const playbook of playbooks) found.push({ playbook, ansible: await runAnsible(playbook) });
  if (TORTURE_RECORD !== undefined) writeFileSync(TORTURE_RECORD, JSON.stringify(found));
  return found;
}

/** Failed items of a loop are counted one by one here, and once in Ansible: only whether there were any is compared. */
function comparable({ logs, rescued, ignored, isSuccess }: TortureOutcome): string {
  const any = (counts: Readonly<Record<string, number>>): boolean[] => Object.values(counts).map((count) => count > 0);
  return JSON.stringify([logs, any(rescued), any(ignored), isSuccess]);
}

test('generated playbooks do what Ansible does', async () => {
  const differing: (Recorded & { readonly provision: TortureOutcome | string; readonly number: number })[] = [];
  for (const [number, { playbook, ansible }] of (await recorded()).entries()) {
    if (isIntended(playbook)) continue;
    const provision = await runProvision(playbook).catch((error: unknown) => String(error));
    if (typeof provision === 'string' || comparable(provision) !== comparable(ansible))
      differing.push({ number, playbook, ansible, provision });
  }
  if (TORTURE_REPORT !== undefined) writeFileSync(TORTURE_REPORT, JSON.stringify(differing, undefined, 1));
  expect(differing.map(({ number }) => number)).toEqual([]);
});
