import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { appendFileSync } from 'node:fs';
import { describeLab } from '../support/describe-lab.ts';
import { useHost } from '../support/use-host.ts';
import { useProject } from '../support/use-project.ts';
import { faultyCase } from './support/arbitrary-case.ts';
import { FaultyHosts } from './support/faulty-hosts.ts';
import type { CaseResult } from './support/run-case.ts';
import { runCase } from './support/run-case.ts';

const {
  PROVISION_LONG,
  RANDOM_FAULTS,
  RANDOM_FAULTS_SEED = '1',
  RANDOM_FAULTS_FROM = '0',
  RANDOM_FAULTS_ROWS,
} = process.env;
const COUNT = Number(RANDOM_FAULTS ?? (PROVISION_LONG ? 1000 : 20));
const CASES = fc.sample(faultyCase({ withSlow: PROVISION_LONG !== undefined }), {
  numRuns: COUNT,
  seed: Number(RANDOM_FAULTS_SEED),
});

const asResult = (error: unknown): CaseResult => ({ exitCodes: [], problems: [String(error)], printed: '' });

/** A line of JSON for each case. */
const record = (row: object): void => {
  if (RANDOM_FAULTS_ROWS !== undefined) appendFileSync(RANDOM_FAULTS_ROWS, `${JSON.stringify(row)}\n`);
};

describeLab('random plays with random faults', () => {
  const made = [useHost(), useHost(), useHost()] as const;
  const project = useProject();
  let hosts = new FaultyHosts({});

  beforeAll(async () => {
    const [h1, h2, h3] = made.map((host) => host().name);
    hosts = new FaultyHosts({ h1: h1 ?? '', h2: h2 ?? '', h3: h3 ?? '' });
    project().write('inventories/test/hosts.yml', await hosts.inventory());
  });

  const cases = CASES.map((one, i) => [i, one.fault, one] as const).slice(Number(RANDOM_FAULTS_FROM));
  test.each(cases)(
    'play %d, %s: no stack trace, no silence, a documented end, nothing left, and the next run is well',
    async (number, fault, faulty) => {
      const startMs = performance.now();
      const { printed, ...result } = await runCase({ project: project(), hosts }, faulty, String(number)).catch(
        asResult,
      );
      record({ number, fault, ...result, printed, ms: Math.round(performance.now() - startMs) });
      expect({ problems: result.problems, printed }).toEqual({ problems: [], printed: '' });
    },
    600_000,
  );
});
