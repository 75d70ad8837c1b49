import { expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { sshOrThrow } from '../support/lab.ts';
import { runSite } from '../support/run-role.ts';
import { ask, useDatabases } from '../support/use-databases.ts';
import { until } from '../../support/until.ts';

const WRITER = `sudo sh -c 'cd /; nohup sh -c "n=10001; while [ ! -e /tmp/enough ]; do
  echo \\"INSERT INTO app.t VALUES (\\$n, REPEAT(CHAR(97), 500));\\"; n=\\$((n + 1)); sleep 0.01; done | mariadb" >/dev/null 2>&1 &'`;

describeLab('a replica of a primary that already holds data', () => {
  const { project, first, second, arrange } = useDatabases();
  const sum = 'SELECT COUNT(*), MAX(n), SUM(CRC32(text)) FROM app.t';

  test('gets a copy while 10,000 rows are there and more are written, and catches up', async () => {
    await arrange(first(), []);
    await runSite(project());
    await ask(first(), 'CREATE TABLE app.t (n INT PRIMARY KEY, text TEXT)');
    await ask(first(), 'USE app; INSERT INTO t SELECT seq, REPEAT(MD5(seq), 15) FROM seq_1_to_10000');
    await sshOrThrow(first().name, WRITER);
    await arrange(first(), [second()]);
    await runSite(project());
    const during = Number(await ask(first(), 'SELECT MAX(n) FROM app.t'));
    await sshOrThrow(
      first().name,
      'sudo touch /tmp/enough; while pgrep -f "[I]NSERT INTO app.t" >/dev/null; do sleep 0.1; done',
    );
    await runSite(project(), 'verify');
    expect(during).toBeGreaterThan(10_001);
    expect(await ask(second(), sum)).toBe(await ask(first(), sum));
  }, 400_000);

  test('a copy that was cut off is begun again by the next run', async () => {
    await ask(second(), 'STOP SLAVE; RESET SLAVE ALL; SET sql_log_bin = 0; DROP DATABASE app');
    await sshOrThrow(second().name, 'sudo touch /var/lib/mysql-seeding');
    await runSite(project());
    await runSite(project(), 'verify');
    expect(await ask(second(), sum)).toBe(await ask(first(), sum));
  }, 120_000);

  test('one whose replication broke is named, and seeded anew only when told to', async () => {
    await ask(second(), 'SET sql_log_bin = 0; DROP TABLE app.t');
    await ask(first(), "INSERT INTO app.t VALUES (-1, 'x')");
    const isBroken = async () => (await ask(second(), 'SHOW SLAVE STATUS')).includes("'app.t' doesn't exist");
    await until('replication breaks', isBroken);
    const verified = await project().provision(['verify', '-i', 'test']);
    expect(verified).toMatchObject({ exitCode: 1 });
    expect(verified.stdout).toMatch(new RegExp(`${second().name} does not replicate .* applies: No`));
    const refused = await project().provision(['-i', 'test']);
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.stdout).toMatch(/replication broke: .*app\.t/);
    await runSite(project(), '-e', 'mysql_replica_reseed=true');
    expect(await ask(second(), sum)).toBe(await ask(first(), sum));
  }, 120_000);
});
