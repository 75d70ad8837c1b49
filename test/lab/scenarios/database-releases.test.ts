import { describe, expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { sshOrThrow } from '../support/lab.ts';
import { expectLawfulConvergence, runSite } from '../support/run-role.ts';
import { ask, useDatabases } from '../support/use-databases.ts';
import type { Suite } from '../support/use-host.ts';
import { until } from '../../support/until.ts';

const describeLong = process.env['PROVISION_LONG'] === undefined ? describe.skip : describe;

const RELEASES: readonly (readonly [Suite, string])[] = [
  ['bullseye', '10.5'],
  ['trixie', '11.8'],
  ['sid', '9.'],
];

const PLAYBOOK = `- hosts: all
  become: true
  roles:
    - tls
    - { role: mysql-primary, hosts: db_primary }
    - { role: mysql-replica, hosts: db_replica }
    - mysql-endpoint
`;

describeLab('a primary and a replica', () => {
  describeLong.each(RELEASES)('on %s, with %s', (suite, version) => {
    const { project, first, second, arrange, vary } = useDatabases(suite);
    /** Which server answers the account `app`, over TLS that is verified, at a name of the endpoint on the first host. */
    const leadsTo = async (name: 'write' | 'read', port: number): Promise<string> => {
      const verified = suite === 'sid' ? '--ssl-mode=VERIFY_IDENTITY' : '--ssl-verify-server-cert';
      const client = `$(command -v mariadb || command -v mysql) -BN -u app -h ${name}.db.site.test -P ${port}`;
      const command = `MYSQL_PWD=uses-the-lab ${client} --ssl-ca=/etc/ssl/site/ca.crt ${verified} -e 'SELECT @@hostname' app`;
      return (await sshOrThrow(first().name, command)).trim();
    };

    test('converge, and copy what a replica lacks or has beside', async () => {
      project().write('playbooks/site.yml', PLAYBOOK);
      vary({ tls_extra_names: ['write.db.site.test', 'read.db.site.test'] });
      await expectLawfulConvergence(project(), 110);
      await runSite(project(), 'verify');
      expect(await ask(first(), 'SELECT VERSION()')).toContain(version);
      const open = suite === 'sid' ? 'SET GLOBAL super_read_only = OFF; ' : '';
      await ask(second(), `${open}CREATE DATABASE astray`);
      expect(await project().provision(['-i', 'test'])).toMatchObject({ exitCode: 1 });
      await runSite(project(), '-e', 'mysql_replica_discard=1');
      await runSite(project(), 'verify');
    }, 600_000);

    test('change places, and the endpoint follows', async () => {
      const leads = async (): Promise<string[]> => [await leadsTo('write', 3306), await leadsTo('read', 3307)];
      await until('the endpoint knows both', async () => (await leads()).join() === `${first().name},${second().name}`);
      await runSite(project(), '--playbook', 'switchover');
      const hasChanged = async () => (await leads().catch(() => [])).join() === `${second().name},${first().name}`;
      await until('the endpoint follows', hasChanged);
      await arrange(second(), [first()]);
      await runSite(project());
      await runSite(project(), 'verify');
      await ask(second(), 'CREATE TABLE app.t (n INT PRIMARY KEY)');
    }, 300_000);
  });
});
