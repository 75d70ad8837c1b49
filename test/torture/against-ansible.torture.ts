import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { torturePlaybook } from './support/arbitrary-playbook.ts';
import { compare } from './support/compare.ts';
import type { TortureOutcome, TorturePlaybook } from './support/playbook.ts';
import { runAnsible } from './support/run-ansible.ts';
import { runProvision } from './support/run-provision.ts';

interface Recorded {
  readonly playbook: TorturePlaybook;
  readonly ansible: TortureOutcome;
}

const {
  TORTURE_RUNS = '500',
  TORTURE_SEED = '1',
  TORTURE_MINUTES = '1440',
  TORTURE_RECORD,
  TORTURE_REPORT,
} = process.env;
/** Of a hundred playbooks, how many may part for good in something that is done otherwise on purpose. */
const MOST_PARTED = 8;

/** Playbooks with what Ansible did: those of the file TORTURE_RECORD, then more for so many minutes, each kept in it. */
async function recorded(): Promise<readonly Recorded[]> {
  const endMs = performance.now() + Number(TORTURE_MINUTES) * 60_000;
  const playbooks = fc.sample(torturePlaybook, { numRuns: Number(TORTURE_RUNS), seed: Number(TORTURE_SEED) });
  const found: Recorded[] =
    TORTURE_RECORD !== undefined && existsSync(TORTURE_RECORD)
      ? (JSON.parse(readFileSync(TORTURE_RECORD, 'utf8')) as Recorded[])
      : [];
  for (const playbook of playbooks.slice(found.length)) {
    if (performance.now() > endMs) break;
    found.push({ playbook, ansible: await runAnsible(playbook) });
    if (TORTURE_RECORD !== undefined) writeFileSync(TORTURE_RECORD, JSON.stringify(found));
  }
  return found;
}

test('generated playbooks do what Ansible does', async () => {
  const runs = await recorded();
  const differing: (Recorded & { readonly provision: TortureOutcome | string; readonly number: number })[] = [];
  const parted: Record<string, number[]> = {};
  let hidden = 0;
  for (const [number, { playbook, ansible }] of runs.entries()) {
    const provision = await runProvision(playbook).catch((error: unknown) => String(error));
    const found = typeof provision === 'string' ? undefined : compare({ playbook, ansible, provision });
    if (!found?.isSame) differing.push({ number, playbook, ansible, provision });
    else if (found.parting) (parted[found.parting.why] ??= []).push(number);
    else if (found.hidden.size > 0) hidden++;
  }
  if (TORTURE_REPORT !== undefined)
    writeFileSync(TORTURE_REPORT, JSON.stringify({ runs: runs.length, parted, hidden, differing }, undefined, 1));
  expect(differing.map(({ number }) => number)).toEqual([]);
  expect(Object.values(parted).flat().length).toBeLessThanOrEqual(Math.ceil((runs.length * MOST_PARTED) / 100));
});
