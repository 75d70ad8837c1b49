import { expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { ssh, sshOrThrow } from '../support/lab.ts';
import { expectLawfulConvergence, runSite } from '../support/run-role.ts';
import { ask, useDatabases } from '../support/use-databases.ts';
import type { LabHost } from '../support/use-host.ts';
import { settled } from '../../support/until.ts';

const APP = { name: 'app', password: 'uses-the-lab', from: ['db_primary', 'db_replica'], priv: 'app.*:ALL' };

describeLab('the roles mysql-primary and mysql-replica', () => {
  const { project, first: primary, second: replica, vary } = useDatabases();

  /** What the application gets, from the other host. */
  const asApp = (from: LabHost, to: LabHost, options: string, sql: string) =>
    ssh(from.name, `MYSQL_PWD=uses-the-lab mariadb -BN -u app -h ${to.address} ${options} app -e '${sql}'`);
  const TLS = '--ssl-ca=/etc/ssl/site/ca.crt --ssl-verify-server-cert';
  const startedAt = (host: LabHost): Promise<string> =>
    sshOrThrow(host.name, 'systemctl show -p ActiveEnterTimestampMonotonic mariadb');

  test('converge as the dry run predicted; what is written to the primary is read from the replica, over TLS alone', async () => {
    await expectLawfulConvergence(project(), 90);
    await runSite(project(), 'verify');
    const written = await asApp(replica(), primary(), TLS, 'CREATE TABLE t (a INT PRIMARY KEY); INSERT INTO t VALUES (42)');
    expect(written).toMatchObject({ exitCode: 0 });
    expect(await answerOf(() => asApp(primary(), replica(), TLS, 'SELECT a FROM t').then(({ stdout }) => stdout))).toBe('42\n');
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
    expect(broken.stdout).toContain(`${replica().name} does not replicate from ${primary().name}: receiver thread running: No`);
    await runSite(project());
    await runSite(project(), 'verify');

    await ask(replica(), 'CREATE DATABASE astray');
    const refused = await project().provision(['-i', 'test']);
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.stdout).toMatch(/it has 1 transaction that the primary at \S+ does not have: 0-\d+-\d+/);
    expect(refused.stdout).toContain('run once with -e mysql_replica_discard=1.');
    for (const word of ['mysql_replica_reseed=true', 'mysql_replica_discard=2'])
      expect(await project().provision(['-i', 'test', '-e', word])).toMatchObject({ exitCode: 1 });
    await runSite(project(), '-e', 'mysql_replica_discard=1');
    expect(await ask(replica(), 'SHOW DATABASES')).not.toContain('astray');
    const kept = 'sudo sh -c "zcat /var/backups/mysql/discarded-*.sql.gz"';
    expect(await sshOrThrow(replica().name, `${kept} | grep -c 'CREATE DATABASE.*astray'`)).toBe('1\n');
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
    expect(await answerOf(() => ask(replica(), "SELECT COUNT(*) > 0 FROM mysql.user WHERE User = 'guest'"))).toBe('1');
    expect(await ask(primary(), 'SHOW DATABASES')).toContain('spare');
    vary({
      mysql_databases: [{ name: 'app' }, { name: 'spare', state: 'absent' }],
      mysql_settings: { max_connections: 98 },
    });
    await runSite(project());
    expect(await ask(primary(), 'SHOW DATABASES')).not.toContain('spare');
    expect(await ask(primary(), "SELECT COUNT(*), @@max_connections FROM mysql.user WHERE User = 'guest'")).toBe('0\t98');
    expect(await answerOf(() => ask(replica(), "SELECT COUNT(*) FROM mysql.user WHERE User = 'guest'"), '0')).toBe('0');
    expect(await startedAt(primary())).toBe(before);
  }, 120_000);

  test('a primary that restarts is closed until the other server has been asked, and opens by itself then', async () => {
    const isOpen = () => ask(primary(), 'SELECT NOT @@read_only');
    const log = () => sshOrThrow(primary().name, 'sudo journalctl -u mysql-guard -o cat');
    await sshOrThrow(replica().name, 'sudo systemctl stop mariadb');
    await sshOrThrow(primary().name, 'sudo systemctl restart mariadb');
    expect(await answerOf(log, /read-only until .* can be queried/)).toContain(replica().address);
    expect(await isOpen()).toBe('0');
    await sshOrThrow(replica().name, 'sudo systemctl start mariadb');
    expect(await answerOf(isOpen)).toBe('1');
    await ask(replica(), 'STOP SLAVE; SET GLOBAL read_only = OFF; CREATE DATABASE ahead');
    await sshOrThrow(primary().name, 'sudo systemctl restart mariadb');
    expect(await answerOf(log, /has transactions that this server lacks/)).toContain('it stays read-only');
    const refused = await project().provision(['-i', 'test']);
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.stdout).toContain(`${replica().name} has 1 transaction that ${primary().name} lacks`);
    await runSite(project(), '--playbook', 'promote', '-e', `new_primary=${primary().name}`, '-e', 'mysql_replica_discard=1');
    await runSite(project(), '-e', 'mysql_replica_discard=1');
    await runSite(project(), 'verify');
  }, 240_000);

  test('a primary that was replaced without being told does not pass for one as soon as a peer can be asked', async () => {
    const run = async (peers: string, questions: string): Promise<string> => {
      const stdin = `ask() { exec 3<>/dev/tcp/127.0.0.1/3399; printf 'GET /%s HTTP/1.0\\r\\n\\r\\n' "$1" >&3; cat <&3; }
        /usr/local/sbin/mysql-role 127.0.0.1 3399 ${primary().name} 30 4 ${peers} & role=$!
        until (: </dev/tcp/127.0.0.1/3399) 2>/dev/null; do sleep 0.1; done; ${questions}; kill "$role"`;
      return (await ssh(primary().name, 'sudo bash', { stdin })).stdout;
    };
    expect(await run('127.0.0.1 9', 'ask primary')).toMatch(/^HTTP\/1.0 200 OK\r\n[^]*\nprimary\n$/);
    await listen(3398, 'while (my $c = $s->accept) { my $line = <$c>; print $c "HTTP/1.0 200 OK\\r\\n\\r\\n900\\tanother\\n" }');
    expect(await run('127.0.0.1 3398', 'ask primary')).toMatch(
      / 503 [^]*\nwritable, but another was promoted later\n$/,
    );
    // peers that accept connections and say nothing: the server is asked about meanwhile, and passes for the primary in the end
    await listen(3397, 'sleep 60');
    const asked = `ss -Htn state established '( dport = :3397 )' | grep -q .`;
    const both = await run('127.0.0.1 3397 '.repeat(10), `ask primary & first=$!; until ${asked}; do sleep 0.1; done; ask latest; wait "$first"`);
    expect(both).toMatch(/^HTTP\/1.0 200 [^]*\n\d+\t[\w.-]+\nHTTP\/1.0 200 [^]*\nprimary\n$/);
  }, 60_000);

  /** Something on the primary that listens on this port of its loopback for a minute. */
  async function listen(port: number, serve: string): Promise<void> {
    const program = `my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1:${port}", Listen => 9) or die "$!"; exit if fork;
      close STDOUT; close STDERR; alarm 60; ${serve}`;
    expect(await ssh(primary().name, 'perl -MIO::Socket::INET', { stdin: program })).toMatchObject({ exitCode: 0 });
  }

  test('an invalid setting leaves the server unchanged', async () => {
    const before = await startedAt(primary());
    vary({ mysql_startup_settings: { no_such_setting: 1 } });
    expect(await project().provision(['-i', 'test'])).toMatchObject({ exitCode: 1 });
    expect(await startedAt(primary())).toBe(before);
    vary({});
  }, 60_000);

  test('a dump of the replica brings back what was lost on the primary', async () => {
    await sshOrThrow(replica().name, 'sudo systemctl start mysql-backup.service');
    await ask(primary(), 'DROP TABLE app.t');
    const file = (await sshOrThrow(replica().name, 'sudo sh -c "ls /var/backups/mysql/all-*.sql.gz"')).trim();
    const dump = await sshOrThrow(replica().name, `sudo base64 -w0 ${file}`);
    const copied = await ssh(primary().name, 'base64 -d >/tmp/dump.sql.gz', { stdin: dump });
    expect(copied).toMatchObject({ exitCode: 0 });
    await sshOrThrow(primary().name, 'sudo /usr/local/sbin/mysql-restore /tmp/dump.sql.gz app');
    expect(await ask(primary(), 'SELECT a FROM app.t')).toBe('42');
    expect(await answerOf(() => ask(replica(), 'SELECT a FROM app.t').catch(() => ''))).toBe('42');
    await runSite(project(), 'verify');
  }, 120_000);

  test('a dump that is not whole touches nothing, and what a whole one replaces is kept, and put back where it fails', async () => {
    const on = (command: string) => ssh(primary().name, `sudo sh -c ${JSON.stringify(command)}`);
    await ask(primary(), 'INSERT INTO app.t VALUES (43)');
    await on('gzip -dc /tmp/dump.sql.gz | head -c 20000 | gzip >/tmp/part.sql.gz; head -c 5000 /tmp/dump.sql.gz >/tmp/cut.sql.gz');
    for (const file of ['/tmp/part.sql.gz', '/tmp/cut.sql.gz']) {
      const { exitCode, stderr } = await on(`mysql-restore ${file} app`);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('is not a complete dump. Nothing was changed.');
    }
    const rows = () => ask(primary(), 'SELECT GROUP_CONCAT(a ORDER BY a) FROM app.t');
    expect(await rows()).toBe('42,43');
    await on("gzip -dc /tmp/dump.sql.gz | sed 's/^INSERT INTO .t. VALUES/INSERT INTO nothing VALUES/' | gzip >/tmp/wrong.sql.gz");
    expect((await on('mysql-restore /tmp/wrong.sql.gz app')).stderr).toContain('the database app has been restored to its previous state');
    expect(await rows()).toBe('42,43');
    const { exitCode, stdout } = await on('mysql-restore /tmp/dump.sql.gz app');
    expect([exitCode, await rows()]).toEqual([0, '42']);
    const kept = /the replaced data is in (\S+)/.exec(stdout)?.[1] ?? '';
    expect(await on(`mysql-restore ${kept} app`)).toMatchObject({ exitCode: 0 });
    expect(await rows()).toBe('42,43');
    const onReplica = await ssh(replica().name, 'sudo sh -c "mysql-restore /var/backups/mysql/all-*.sql.gz app"');
    expect(onReplica.stderr).toContain('this server is read-only; run mysql-restore on the primary. Nothing was changed.');
  }, 120_000);

  test('refuses accounts that could write to a replica before anything is done', async () => {
    vary({ mysql_users: [{ ...APP, priv: '*.*:ALL' }] });
    const result = await project().provision(['-i', 'test']);
    expect(result).toMatchObject({ exitCode: 1 });
    expect(result.stdout).toContain('No account may have ALL, SUPER or READ_ONLY ADMIN');
    vary({});
  }, 60_000);
});

/** What is answered once it is `wanted`, or else anything but nothing and 0. */
function answerOf(answer: () => Promise<string>, wanted?: string | RegExp): Promise<string> {
  const isWanted = (text: string): boolean => {
    if (wanted === undefined) return !['', '0'].includes(text);
    return wanted instanceof RegExp ? wanted.test(text) : text === wanted;
  };
  return settled(answer, isWanted, { timeoutMs: 40_000 });
}
