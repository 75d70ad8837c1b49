import { describe, expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { expectLawfulConvergence, runSite } from '../support/run-role.ts';
import { ask, useDatabases } from '../support/use-databases.ts';
import type { Suite } from '../support/use-host.ts';

const describeLong = process.env['PROVISION_LONG'] === undefined ? describe.skip : describe;

const RELEASES: readonly (readonly [Suite, string])[] = [
  ['bullseye', '10.5'],
  ['trixie', '11.8'],
  ['sid', '9.'],
];

describeLab('a primary and a replica', () => {
  describeLong.each(RELEASES)('on %s, with %s', (suite, version) => {
    const { project, first, second, arrange } = useDatabases(suite);

    test('converge, and copy what a replica lacks or has beside', async () => {
      await expectLawfulConvergence(project(), 90);
      await runSite(project(), 'verify');
      expect(await ask(first(), 'SELECT VERSION()')).toContain(version);
      const open = suite === 'sid' ? 'SET GLOBAL super_read_only = OFF; ' : '';
      await ask(second(), `${open}CREATE DATABASE astray`);
      expect(await project().provision(['-i', 'test'])).toMatchObject({ exitCode: 1 });
      await runSite(project(), '-e', 'mysql_replica_discard=1');
      await runSite(project(), 'verify');
    }, 600_000);

    test('change places', async () => {
      await runSite(project(), '--playbook', 'switchover');
      await arrange(second(), [first()]);
      await runSite(project());
      await runSite(project(), 'verify');
      await ask(second(), 'CREATE TABLE app.t (n INT PRIMARY KEY)');
    }, 300_000);
  });
});
