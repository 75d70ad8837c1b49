import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { loadLabCases, runLabCase } from '../../support/lab-case.ts';
import type { LabCase } from '../../support/lab-case.ts';
import type { HostShell } from '../../support/run-module.ts';
import { describeLab } from '../support/describe-lab.ts';
import { checkout, ssh } from '../support/lab.ts';
import { useHost } from '../support/use-host.ts';

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.yml'));

for (const file of files) {
  describeLab(`modules on a real host: ${file}`, () => {
    const host = useHost();
    const shell = (): HostShell => [`${checkout}vagrant/lab`, 'ssh', host().name, 'sudo sh'];

    for (const [i, given] of loadLabCases(`${import.meta.dirname}/${file}`).entries()) {
      test(
        `${i + 1}. ${given.module} ${JSON.stringify(given.params)}`,
        () => expectCase(given, shell(), host().name),
        120_000,
      );
    }
  });
}

async function expectCase(given: LabCase, shell: HostShell, host: string): Promise<void> {
  if (given.given !== undefined) await ssh(host, 'sudo sh', { stdin: `{\n${given.given}\n}\n` });
  const outcome = await runLabCase(given, shell);
  if (given.fails === undefined) {
    expect(outcome).toMatchObject({ changes: given.changes ?? expect.any(Array), again: 'ok', untrue: [] });
    if (given.result) expect(outcome.result).toMatchObject(given.result);
  } else expect(outcome.fails).toContain(given.fails);
  if (given.proof !== undefined) {
    expect(await ssh(host, 'sudo sh', { stdin: `{\n${given.proof}\n}\n` })).toMatchObject({ exitCode: 0 });
  }
}
