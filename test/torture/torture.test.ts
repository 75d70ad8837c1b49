import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare } from './support/compare.ts';
import type { TortureOutcome, TorturePlaybook } from './support/playbook.ts';
import { runProvision } from './support/run-provision.ts';

interface TortureCase {
  readonly playbook: TorturePlaybook;
  /** What ansible-playbook 2.14 did. */
  readonly ansible: TortureOutcome;
}

const DIRECTORY = join(import.meta.dirname, 'cases');

describe("playbooks of which Ansible's run is recorded do the same here", () => {
  for (const file of readdirSync(DIRECTORY).sort()) {
    const cases = JSON.parse(readFileSync(join(DIRECTORY, file), 'utf8')) as readonly TortureCase[];
    test.each(cases.map((one, i) => [`${file} ${i + 1}`, one] as const))('%s', async (_, { playbook, ansible }) => {
      const provision = await runProvision(playbook);
      if (!compare({ playbook, ansible, provision }).isSame) expect(provision).toEqual(ansible);
    });
  }
});
