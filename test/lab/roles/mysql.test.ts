import { expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { ssh, sshOrThrow } from '../support/lab.ts';
import { expectLawfulConvergence, runSite } from '../support/run-role.ts';
import { ask, useDatabases } from '../support/use-databases.ts';
import type { LabHost } from '../support/use-host.ts';

const APP = { name: 'app', password: 'uses-the-lab', from: ['db_primary', 'db_replica'], priv: 'app.*:ALL' };

describeLab('the roles mysql-primary and mysql-replica', () => {
  const { project, first: primary, second: replica, vary } = useDatabases();

  /** What the application gets, from the other host. */
  const asApp = (from: LabHost, to: LabHost, options: string, sql: string) =>
    ssh(from.name, `MYSQL_PWD=uses-the-lab mariadb -BN -u app -h ${to.address} ${options} app -e '${sql}'`);
  const TLS = '--ssl-ca=/etc/ssl/site/ca.crt --ssl-verify-server-cert';
  const startedAt = (host: LabHost): Promise<string> =>
    sshOrThrow(host.name, 'systemctl show -p ActiveEnterTimestampMonotonic mariadb');

  test('converge as the dry run told; what is written to the primary is read from the replica, over TLS alone', async () => {
    await expectLawfulConvergence(project(), 90);
    await runSite(project(), 'verify');
    const written = await asApp(replica(), primary(), TLS, 'CREATE TABLE t (a INT PRIMARY KEY); INSERT INTO t VALUES (42)');
    expect(written).toMatchObject({ exitCode: 0 });
    expect(await settled(() => asApp(primary(), replica(), TLS, 'SELECT a FROM t').then(({ stdout }) => stdout))).toBe('42\n');
    expect((await asApp(primary(), replica(), TLS, 'INSERT INTO t VALUES (43)')).stderr).toContain('read-only');
    expect((await asApp(replica(), primary(), '--skip-ssl', 'SELECT 1')).exitCode).not.toBe(0);
    expect(await ask(replica(), `SHOW GRANTS FOR replication@'${primary().address}'`)).toMatch(
      /^GRANT REPLICATION SLAVE ON \*\.\* TO [^\n]*$/,
    );
  }, 300_000);

  test('a broken replica is named by verify and mended by a run; one that went its own way only when told to', async () => {
    await ask(replica(), 'STOP SLAVE');
    const broken = await project().provision(['verify', '-i', 'test']);
    expect(broken).toMatchObject({ exitCode: 1 });
    expect(broken.stdout).toContain(`${replica().name} does not replicate from ${primary().name}: it receives: No`);
    await runSite(project());
    await runSite(project(), 'verify');

    await ask(replica(), 'CREATE DATABASE astray');
    const refused = await project().provision(['-i', 'test']);
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.stdout).toMatch(/it has transactions that the primary at \S+ does not have: 0-\d+-\d+/);
    await runSite(project(), '-e', 'mysql_replica_reseed=true');
    expect(await ask(replica(), 'SHOW DATABASES')).not.toContain('astray');
    await runSite(project(), 'verify');
  }, 120_000);

  test('an account that is no longer named is gone from both, and a database that is to be; a setting is set without a restart', async () => {
    const before = await startedAt(primary());
    vary({
      mysql_users: [APP, { ...APP, name: 'guest', priv: 'app.*:SELECT' }],
      mysql_databases: [{ name: 'app' }, { name: 'spare' }],
      mysql_settings: { max_connections: 99 },
    });
    await runSite(project());
    expect(await settled(() => ask(replica(), "SELECT COUNT(*) > 0 FROM mysql.user WHERE User = 'guest'"))).toBe('1');
    expect(await ask(primary(), 'SHOW DATABASES')).toContain('spare');
    vary({
      mysql_databases: [{ name: 'app' }, { name: 'spare', state: 'absent' }],
      mysql_settings: { max_connections: 98 },
    });
    await runSite(project());
    expect(await ask(primary(), 'SHOW DATABASES')).not.toContain('spare');
    expect(await ask(primary(), "SELECT COUNT(*), @@max_connections FROM mysql.user WHERE User = 'guest'")).toBe('0\t98');
    expect(await settled(() => ask(replica(), "SELECT COUNT(*) FROM mysql.user WHERE User = 'guest'"), '0')).toBe('0');
    expect(await startedAt(primary())).toBe(before);
  }, 120_000);

  test('a setting that is none leaves the server as it is', async () => {
    const before = await startedAt(primary());
    vary({ mysql_startup_settings: { no_such_setting: 1 } });
    expect(await project().provision(['-i', 'test'])).toMatchObject({ exitCode: 1 });
    expect(await startedAt(primary())).toBe(before);
    vary({});
  }, 60_000);

  test('a dump of the replica brings back what was lost on the primary', async () => {
    await sshOrThrow(replica().name, 'sudo systemctl start mysql-backup.service');
    await ask(primary(), 'DROP TABLE app.t');
    const file = (await sshOrThrow(replica().name, 'sudo sh -c "ls /var/backups/mysql/*.sql.gz"')).trim();
    const dump = await sshOrThrow(replica().name, `sudo base64 -w0 ${file}`);
    const copied = await ssh(primary().name, 'base64 -d >/tmp/dump.sql.gz', { stdin: dump });
    expect(copied).toMatchObject({ exitCode: 0 });
    await sshOrThrow(primary().name, 'sudo /usr/local/sbin/mysql-restore /tmp/dump.sql.gz app');
    expect(await ask(primary(), 'SELECT a FROM app.t')).toBe('42');
    expect(await settled(() => ask(replica(), 'SELECT a FROM app.t').catch(() => ''))).toBe('42');
    await runSite(project(), 'verify');
  }, 120_000);

  test('refuses accounts that could write to a replica before anything is done', async () => {
    vary({ mysql_users: [{ ...APP, priv: '*.*:ALL' }] });
    const result = await project().provision(['-i', 'test']);
    expect(result).toMatchObject({ exitCode: 1 });
    expect(result.stdout).toContain('nobody gets ALL, SUPER or READ_ONLY ADMIN');
    vary({});
  }, 60_000);
});

/** What a replica answers once it has got what was written: `wanted`, or else anything but nothing and 0. */
async function settled(answer: () => Promise<string>, wanted?: string): Promise<string> {
  for (let tries = 50; ; tries -= 1) {
    const text = await answer();
    if (tries === 0 || (wanted === undefined ? !['', '0'].includes(text) : text === wanted)) return text;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
