import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeLab } from '../lab/support/describe-lab.ts';
import { useHost } from '../lab/support/use-host.ts';
import { useProject } from '../lab/support/use-project.ts';
import { CONTROLLER_FAULTS, killedAtEvent } from './faults/controller.ts';
import { DISK_FAULTS } from './faults/disk.ts';
import { HOST_FAULTS } from './faults/host.ts';
import { NETWORK_FAULTS } from './faults/network.ts';
import { PROGRAM_FAULTS } from './faults/programs.ts';
import type { Fault } from './support/fault.ts';
import { writeFaultProject, type StepName } from './support/fault-project.ts';
import { runCase } from './support/run-case.ts';
import { Scene } from './support/scene.ts';
import { writeTable, type Row } from './support/table.ts';

/** As many events as a run tells, and a few more. */
const EVENTS = 60;

const FAULTS: readonly Fault[] = [
  ...CONTROLLER_FAULTS,
  ...NETWORK_FAULTS,
  ...HOST_FAULTS,
  ...DISK_FAULTS,
  ...PROGRAM_FAULTS,
  ...Array.from({ length: EVENTS }, (_, i) => killedAtEvent(i + 1)),
];

interface Case {
  readonly fault: Fault;
  readonly step: StepName | undefined;
}

/** All of them by night, a sample in CI. */
const CASES: readonly Case[] = FAULTS.flatMap((fault): Case[] => {
  const { steps, sample } = fault;
  if (process.env['PROVISION_LONG']) return steps?.map((step) => ({ fault, step })) ?? [{ fault, step: undefined }];
  if (Array.isArray(sample)) return (sample as readonly StepName[]).map((step) => ({ fault, step }));
  return sample === true ? [{ fault, step: undefined }] : [];
});

describeLab('a run that a fault meets', () => {
  const target = useHost();
  const other = useHost();
  const project = useProject();
  const rows: Row[] = [];
  let revision = 0;

  beforeAll(() => writeFaultProject(project(), target().name, other().name));
  afterAll(() => {
    const table = process.env['PROVISION_FAULT_TABLE'];
    if (table !== undefined) writeTable(table, rows);
  });

  test.each(CASES.map((one, i) => [one.fault.name, one.step ?? 'all along', i] as const))(
    '%s, in %s (%#): the next run converges, a third finds nothing to do, and nothing is left',
    async (_name, _step, index) => {
      const { fault, step } = CASES[index] ?? { fault: undefined, step: undefined };
      if (!fault) throw new Error('no such case');
      revision += 1;
      const scene = new Scene(project(), { target: target().name, other: other().name }, revision);
      const row = { fault: fault.name, step };
      try {
        const result = await runCase(scene, fault, step);
        rows.push({ ...row, ...result });
        expect(result.problems).toEqual([]);
      } catch (error) {
        if (rows.at(-1)?.fault !== fault.name || rows.at(-1)?.step !== step)
          rows.push({ ...row, said: '', exitCode: -1, problems: [String(error)] });
        throw error;
      }
    },
    300_000,
  );
});
