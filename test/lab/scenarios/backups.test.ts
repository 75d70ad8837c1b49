import { expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { ssh, sshOrThrow } from '../support/lab.ts';
import { runSite } from '../support/run-role.ts';
import { S3Server } from '../support/s3-server.ts';
import { ask, useDatabases } from '../support/use-databases.ts';
import { until } from '../../support/until.ts';

const METRICS = '/var/lib/prometheus/node-exporter';

describeLab('backups of databases', () => {
  const { project, first, second, vary } = useDatabases();
  const on = (command: string): Promise<string> => sshOrThrow(second().name, `sudo sh -c '${command}'`);
  const rehearse = (...args: string[]) =>
    project().provision(['--playbook', 'restore-rehearsal', '-i', 'test', ...args]);
  const repositories = () => [{ name: 'store', host: first().name, password: 'opens-the-repository' }];

  test('dumps and binary logs get to another host, and all rows come back from there', async () => {
    vary({ mysql_backup_repositories: repositories() });
    await runSite(project());
    await on(`mkdir -p ${METRICS}`);
    await ask(
      first(),
      'CREATE TABLE app.t (n INT PRIMARY KEY, b BLOB); INSERT INTO app.t VALUES (1, RANDOM_BYTES(300))',
    );
    await on('systemctl start mysql-backup');
    await ask(first(), 'INSERT INTO app.t VALUES (2, RANDOM_BYTES(300)); DELETE FROM app.t WHERE n = 1');
    const { exitCode, stdout } = await rehearse();
    expect(stdout).toMatch(/all \d+ tables were restored as they were at binlog/);
    expect(exitCode).toBe(0);
    expect(await on(`cat ${METRICS}/*.prom`)).toContain('mysql_rehearsal_success 1');
    expect(await sshOrThrow(first().name, 'sudo grep -rl CREATE.TABLE /srv/mysql-backup || true')).toBe('');
    await runSite(project(), 'verify');
  }, 400_000);

  test('a table that is created during a dump is not in it twice: the dump is made again', async () => {
    // the real program, whose first dump does not end before the table is there
    const program = `#!/bin/sh
/usr/bin/mariadb-dump "$@" || exit
echo >>/var/backups/mysql/dumps
until mariadb -e "SELECT * FROM app.late" >/dev/null 2>&1; do sleep 0.1; done
`;
    await ssh(second().name, 'sudo tee /usr/local/bin/mariadb-dump >/dev/null', { stdin: program });
    await on('chmod 755 /usr/local/bin/mariadb-dump; systemctl start --no-block mysql-backup');
    await until('the first dump', async () => (await on('cat /var/backups/mysql/dumps || true')) === '\n', {
      timeoutMs: 30_000,
    });
    await ask(first(), 'CREATE TABLE app.late (n INT PRIMARY KEY)');
    const isDone = async () => (await on('systemctl is-active mysql-backup || true')).trim() === 'inactive';
    await until('the backup', isDone, { timeoutMs: 60_000 });
    expect(await on('cat /var/backups/mysql/dumps; rm /var/backups/mysql/dumps /usr/local/bin/mariadb-dump')).toBe(
      '\n\n',
    );
    expect((await rehearse()).stdout).toMatch(/all \d+ tables were restored/);
  }, 240_000);

  test('restores the state of a given second, without later changes', async () => {
    const now = (): Promise<string> => on('date -u "+%F %T"');
    const nextSecond = async (): Promise<string> => {
      const before = await now();
      return until('the next second', async () => {
        const later = await now();
        return later !== before && later.trim();
      });
    };
    const replicated = (sql: string) => until(`on the replica: ${sql}`, async () => (await ask(second(), sql)) === '1');
    await ask(first(), 'INSERT INTO app.t VALUES (3, NULL)');
    await replicated('SELECT COUNT(*) FROM app.t WHERE n = 3');
    const moment = await nextSecond();
    await nextSecond();
    await ask(first(), 'DROP TABLE app.t');
    await replicated(
      "SELECT COUNT(*) = 0 FROM information_schema.tables WHERE table_schema = 'app' AND table_name = 't'",
    );
    await on('mysql-binlogs');
    const rows = await on(`mysql-restore-at "${moment}" | grep -A 9 "INSERT INTO .t. VALUES"`);
    expect(rows).toContain('(3,NULL)');
    await on(`mysql-restore-at "${moment}" | gzip >/tmp/at.sql.gz && chmod 644 /tmp/at.sql.gz`);
    const dump = await on('base64 -w0 /tmp/at.sql.gz');
    await sshOrThrow(first().name, `echo ${dump} | base64 -d >/tmp/at.sql.gz && sudo mysql-restore /tmp/at.sql.gz app`);
    expect(await ask(first(), 'SELECT GROUP_CONCAT(n ORDER BY n) FROM app.t')).toBe('2,3');
  }, 240_000);

  test('the rehearsal and verify report a damaged backup', async () => {
    await sshOrThrow(first().name, 'sudo sh -c "find /srv/mysql-backup -path */data/* -type f -size +20k -delete"');
    expect(await rehearse()).toMatchObject({ exitCode: 1 });
    expect(await on(`cat ${METRICS}/*.prom`)).toContain('mysql_rehearsal_success 0');
    expect(await project().provision(['verify', '-i', 'test'])).toMatchObject({ exitCode: 1 });
    await sshOrThrow(first().name, `sudo rm -rf /srv/mysql-backup/${second().name}`);
    await on('rm -rf /var/cache/mysql-backup/*; systemctl start mysql-backup');
    expect(await rehearse()).toMatchObject({ exitCode: 0 });
  }, 240_000);

  test('backups get to S3-compatible storage too, and all rows come back from there', async () => {
    const storage = await S3Server.listen();
    try {
      vary({ mysql_backup_repositories: [{ name: 'away', password: 'opens-the-repository', ...storage.repository }] });
      await runSite(project());
      await on('systemctl start mysql-backup');
      expect(storage.objects.size).toBeGreaterThan(3);
      expect((await rehearse()).stdout).toMatch(/all \d+ tables were restored/);
      // of a repository that is no longer declared nothing is told any more
      const told = await on(`cat ${METRICS}/mysql-repository.prom`);
      expect(told).toContain('mysql_repository_success{repository="away"} 1');
      expect(told).not.toContain('store');
    } finally {
      storage.close();
    }
  }, 240_000);

  test('backups that are encrypted to a key can be read by who has its identity alone', async () => {
    await on('apt-get install -qq -y age >/dev/null 2>&1');
    const key = await on('age-keygen 2>/dev/null');
    const recipient = /age1\w+/.exec(key)?.[0];
    const identity = /AGE-SECRET-KEY-\w+/.exec(key)?.[0];
    vary({ mysql_backup_repositories: repositories(), mysql_backup_recipients: [recipient] });
    await runSite(project());
    await on('systemctl start mysql-backup');
    const refused = await rehearse();
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toContain('is encrypted: pass the identity of one of its recipients');
    const given = await rehearse('-e', JSON.stringify({ mysql_backup_identity: `${identity ?? ''}\n` }));
    expect(given).toMatchObject({ exitCode: 0 });
    expect(given.stdout).not.toContain(identity);
    expect(await on('ls /run/mysql-backup-identity 2>/dev/null || true')).toBe('');
  }, 240_000);
});
