import { expect, test } from '@jest/globals';
import { cutOff, reconnect } from '../support/cut-off.ts';
import { describeLab } from '../support/describe-lab.ts';
import { ssh, sshOrThrow } from '../support/lab.ts';
import { runSite } from '../support/run-role.ts';
import { ask, useDatabases } from '../support/use-databases.ts';
import { until } from '../../support/until.ts';

// Writes one number after the other, and says which were acknowledged.
const WRITER = `nohup sh -c 'n=1; while [ $n -lt 100000 ]; do
  echo "INSERT INTO t VALUES ($n); SELECT $n;"; n=$((n + 1)); done |
  MYSQL_PWD=uses-the-lab mariadb -BN --unbuffered -u app -h ADDRESS --ssl-ca=/etc/ssl/site/ca.crt --ssl-verify-server-cert app >/tmp/acknowledged' >/dev/null 2>&1 &`;

describeLab('a primary that is lost while it is written to', () => {
  const { project, first, second, arrange } = useDatabases();

  test('a replica takes its place, with every write that was acknowledged', async () => {
    await runSite(project());
    await runSite(project(), 'verify');
    await ask(first(), 'CREATE TABLE app.t (n INT PRIMARY KEY)');
    await sshOrThrow(second().name, WRITER.replace('ADDRESS', first().address));
    const acknowledgedSoFar = async () => Number((await ssh(second().name, 'tail -n 1 /tmp/acknowledged')).stdout);
    await until('writes are acknowledged', async () => (await acknowledgedSoFar()) > 10);

    const early = await project().provision(['--playbook', 'promote', '-i', 'test']);
    expect(early).toMatchObject({ exitCode: 1 });
    expect(early.stdout).toContain('still answers');

    await cutOff(first().name);
    await runSite(project(), '--playbook', 'promote');
    const acknowledged = Number(await sshOrThrow(second().name, 'tail -n 1 /tmp/acknowledged'));
    const [count, last] = (await ask(second(), 'SELECT COUNT(*), MAX(n) FROM app.t')).split('\t').map(Number);
    expect(acknowledged).toBeGreaterThan(10);
    expect(last).toBeGreaterThanOrEqual(acknowledged);
    expect(count).toBe(last);
    await ask(second(), 'INSERT INTO app.t VALUES (-1)');
  }, 400_000);

  test('the inventory must say so before anything else is done', async () => {
    await reconnect(first().name);
    await ssh(second().name, 'pkill mariadb');
    const stale = await project().provision(['-i', 'test']);
    expect(stale).toMatchObject({ exitCode: 1 });
    expect(stale.stdout).toContain(`${second().name} was made primary on `);
    await arrange(second(), []);
    await runSite(project());
    await runSite(project(), 'verify');
  }, 120_000);

  test('the old primary comes back as a replica; what it alone had is named first', async () => {
    await ask(first(), 'INSERT INTO app.t VALUES (-2)');
    await arrange(second(), [first()]);
    const refused = await project().provision(['-i', 'test']);
    expect(refused).toMatchObject({ exitCode: 1 });
    const count = /it has (\d+) transactions? that the primary at \S+ does not have: 0-\d+-\d+/.exec(
      refused.stdout,
    )?.[1];
    await runSite(project(), '-e', `mysql_replica_discard=${count ?? ''}`);
    await runSite(project(), 'verify');
    expect(await ask(first(), 'SELECT n FROM app.t WHERE n < 0')).toBe('-1');
  }, 120_000);

  test('a planned switchover goes back, and copies nothing', async () => {
    await runSite(project(), '--playbook', 'switchover');
    await ask(first(), 'INSERT INTO app.t VALUES (-3)');
    await arrange(first(), [second()]);
    const events = await runSite(project());
    expect(JSON.stringify(events)).not.toContain('a copy of');
    await runSite(project(), 'verify');
    expect(await ask(second(), 'SELECT COUNT(*) FROM app.t WHERE n < 0')).toBe('2');
  }, 120_000);
});
