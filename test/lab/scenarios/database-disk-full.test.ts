import { expect, test } from '@jest/globals';
import { pause } from '../../support/pause.ts';
import { describeLab } from '../support/describe-lab.ts';
import { ssh, sshOrThrow } from '../support/lab.ts';
import { runSite } from '../support/run-role.ts';
import { ask, useDatabases } from '../support/use-databases.ts';
import { until } from '../../support/until.ts';

// The database on a disk of its own, of which the rest is taken.
const SMALL_DISK = `systemctl stop mariadb && mkdir /mnt/copy && cp -a /var/lib/mysql/. /mnt/copy && mount -t tmpfs -o size=400M,mode=755 none /var/lib/mysql &&
  chown mysql: /var/lib/mysql && cp -a /mnt/copy/. /var/lib/mysql && rm -r /mnt/copy && systemctl start mariadb`;
const FILL = 'cat /dev/zero >/var/lib/mysql/ballast 2>/dev/null || true';
// ten rows a second, which leave the disk to what else is on it, and which of them were acknowledged
const WRITER = `nohup sh -c 'n=\$(($(mariadb -BN -e "SELECT COALESCE(MAX(n), 0) FROM app.t") + 1)); while [ $n -lt 100000 ]; do
  echo "INSERT INTO app.t VALUES ($n, REPEAT(MD5($n), 2000)); SELECT $n;"; n=$((n + 1)); sleep 0.1; done | mariadb -BN --unbuffered >/tmp/acknowledged 2>/tmp/refused' >/dev/null 2>&1 &`;

describeLab("the primary's disk is full", () => {
  const { project, first, second, arrange } = useDatabases();
  const on = (command: string): Promise<string> =>
    sshOrThrow(first().name, `sudo sh -c '${command.replaceAll("'", "'\\''")}'`);
  const acknowledged = async (): Promise<number> =>
    Number((await ssh(first().name, 'tail -n 1 /tmp/acknowledged')).stdout);
  const isStuck = async (): Promise<boolean> => {
    const before = await acknowledged();
    await pause(5000);
    return before === (await acknowledged());
  };

  test('reading goes on, and once there is room so does writing, with every row that was acknowledged', async () => {
    await runSite(project());
    await on(SMALL_DISK);
    await until('it can be written to again', async () => (await ask(first(), 'SELECT @@read_only')) === '0', {
      timeoutMs: 90_000,
    });
    await ask(first(), 'CREATE TABLE app.t (n INT PRIMARY KEY, text MEDIUMTEXT)');
    await on(WRITER);
    await until('rows are written', async () => (await acknowledged()) > 10);
    await on(FILL);
    await until('nothing is written any more', isStuck, { timeoutMs: 120_000 });
    expect(Number(await ask(first(), 'SELECT COUNT(*) FROM app.t'))).toBeGreaterThan(10);
    const last = await acknowledged();
    await on('rm /var/lib/mysql/ballast');
    // what waited goes on by itself; what was refused is written by who tries again
    await until(
      'rows can be written',
      async () =>
        (await acknowledged()) > last ||
        (
          await ssh(
            first().name,
            `sudo sh -c 'pgrep -x mariadb >/dev/null || mariadb -e "INSERT INTO app.t VALUES (-1, 1)"'`,
          )
        ).exitCode === 0,
      { timeoutMs: 120_000 },
    );
    expect(Number(await ask(first(), 'SELECT MAX(n) FROM app.t'))).toBeGreaterThanOrEqual(last);
    await ssh(first().name, 'sudo pkill -x mariadb');
  }, 1_200_000);

  test('where there is no room to be made it is ended, and the replica promoted', async () => {
    await on(WRITER);
    await until('rows are written', async () => (await acknowledged()) > 0);
    await on(FILL);
    await until('nothing is written any more', isStuck, { timeoutMs: 120_000 });
    const last = await acknowledged();
    await on('systemctl stop --no-block mariadb; systemctl kill -s KILL mariadb');
    await runSite(project(), '--playbook', 'promote');
    expect(Number(await ask(second(), 'SELECT MAX(n) FROM app.t'))).toBeGreaterThanOrEqual(last);
    await ask(second(), "INSERT INTO app.t VALUES (-2, 'after')");
    await arrange(second(), []);
    await runSite(project());
    await runSite(project(), 'verify');
  }, 1_200_000);
});
