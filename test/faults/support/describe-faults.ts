import { appendFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { describeLab } from '../../lab/support/describe-lab.ts';
import { useHost } from '../../lab/support/use-host.ts';
import { useProject } from '../../lab/support/use-project.ts';
import type { Fault } from './fault.ts';
import { writeFaultProject, type StepName } from './fault-project.ts';
import { runCase, type CaseResult } from './run-case.ts';
import { Scene } from './scene.ts';

interface Case {
  readonly fault: Fault;
  readonly step: StepName | undefined;
}

/** A test for each fault and step, on two hosts of its own: all of them by night, a sample in CI. */
export function describeFaults(name: string, faults: readonly Fault[]): void {
  const cases = faults.flatMap(process.env['PROVISION_LONG'] ? allCases : sampleCases);

  describeLab(name, () => {
    const target = useHost();
    const other = useHost();
    const project = useProject();
    let revision = 0;

    beforeAll(() => writeFaultProject(project(), target().name, other().name));

    test.each(cases.map((one) => [one.fault.name, one.step ?? one.fault.at ?? 'all along', one] as const))(
      '%s, in %s: the next run converges, a third finds nothing to do, and nothing is left',
      async (_name, _step, { fault, step }) => {
        revision += 1;
        const scene = new Scene(project(), { target: target().name, other: other().name }, revision);
        const result = await runCase(scene, fault, step).catch(asResult);
        record({ fault: fault.name, step: step ?? fault.at, ...result });
        expect(result.problems).toEqual([]);
      },
      300_000,
    );
  });
}

const allCases = (fault: Fault): Case[] =>
  fault.steps?.map((step) => ({ fault, step })) ?? [{ fault, step: undefined }];

function sampleCases(fault: Fault): Case[] {
  if (fault.sample === true) return [{ fault, step: undefined }];
  return (fault.sample === undefined || fault.sample === false ? [] : fault.sample).map((step) => ({ fault, step }));
}

const asResult = (error: unknown): CaseResult => ({ said: '', exitCode: -1, problems: [String(error)] });

/** For the table: a line of JSON for each case. */
function record(row: CaseResult & { readonly fault: string; readonly step: string | undefined }): void {
  const file = process.env['PROVISION_FAULT_ROWS'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`);
}
