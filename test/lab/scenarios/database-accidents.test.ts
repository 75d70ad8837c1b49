import { expect } from '@jest/globals';
import { until } from '../../support/until.ts';
import { cutOff, reconnect } from '../support/cut-off.ts';
import { describeLab } from '../support/describe-lab.ts';
import { inOrder } from '../support/in-order.ts';
import { lab, ssh, sshOrThrow } from '../support/lab.ts';
import { runSite } from '../support/run-role.ts';
import { ask, useDatabases } from '../support/use-databases.ts';
import type { LabHost } from '../support/use-host.ts';

// What the application is told comes in a play of its own.
const PLAYBOOK = `- hosts: all
  become: true
  roles:
    - tls
    - { role: mysql-primary, hosts: db_primary }
    - { role: mysql-replica, hosts: db_replica }

- hosts: all
  become: true
  tasks:
    - { name: tell the application, copy: { dest: /tmp/told, content: '<%= groups.db_primary[0] %>' }, tags: [app] }
`;

describeLab('accidents of two databases', () => {
  const { project, first, second, arrange } = useDatabases();
  const test = inOrder();
  const promote = (...args: string[]) => project().provision(['--playbook', 'promote', '-i', 'test', ...args]);
  const told = async () =>
    Promise.all([first(), second()].map(async ({ name }) => (await ssh(name, 'cat /tmp/told')).stdout));
  const rows = (host: LabHost): Promise<string> => ask(host, 'SELECT GROUP_CONCAT(n ORDER BY n) FROM app.t');

  /** A run that is refused before anything has been done, with this text. */
  async function expectRefused(text: string, ...args: string[]): Promise<string> {
    const before = await told();
    const { exitCode, stdout } = await project().provision(['-i', 'test', ...args]);
    expect(stdout).toContain(text);
    expect(exitCode).toBe(1);
    expect(stdout).not.toMatch(/^changed /m);
    expect(await told()).toEqual(before);
    return stdout;
  }

  test('wrong inventory: the run is refused on all hosts, and the old primary has closed itself', async () => {
    project().write('playbooks/site.yml', PLAYBOOK);
    await runSite(project());
    await ask(first(), 'CREATE TABLE app.t (n INT PRIMARY KEY); INSERT INTO app.t VALUES (1)');
    await cutOff(first().name);
    await runSite(project(), '--playbook', 'promote');
    await arrange(second(), []);
    await runSite(project(), '--limit', second().name);
    await ask(second(), 'INSERT INTO app.t VALUES (2)');

    await reconnect(first().name);
    await until('the old primary is closed', async () => (await ask(first(), 'SELECT @@read_only')) === '1');
    await arrange(first(), [second()]);
    const found = `the inventory names ${first().name} as the primary, but ${second().name} was made primary on`;
    const output = await expectRefused(found);
    expect(output).toContain(`Put ${second().name} into the group db_primary and ${first().name} into db_replica`);
    await expectRefused(found, '--limit', first().name);
    await expectRefused(found, '--check');
    await arrange(second(), [first()]);
    await runSite(project());
    await runSite(project(), 'verify');
    expect(await rows(first())).toBe('1,2');
  }, 1_200_000);

  test('primary reset, with its promotion on record: the replica is promoted, and nothing is lost', async () => {
    await lab('reset', second().name);
    const output = await expectRefused(
      `but ${second().name} holds no data and not that record, while ${first().name} has`,
    );
    expect(output).toContain(`Run provision --playbook promote -e new_primary=${first().name}`);
    await runSite(project(), '--playbook', 'promote', '-e', `new_primary=${first().name}`);
    await arrange(first(), [second()]);
    await runSite(project());
    await runSite(project(), 'verify');
    expect([await rows(first()), await rows(second())]).toEqual(['1,2', '1,2']);
  }, 1_200_000);

  test('primary reset, with no promotion on record: the same', async () => {
    await ask(first(), 'DROP DATABASE provision; INSERT INTO app.t VALUES (3)');
    await lab('reset', first().name);
    await expectRefused(`${second().name} has`);
    await runSite(project(), '--playbook', 'promote');
    await arrange(second(), [first()]);
    await runSite(project());
    await runSite(project(), 'verify');
    expect([await rows(first()), await rows(second())]).toEqual(['1,2,3', '1,2,3']);
  }, 1_200_000);

  test('primary reset while its replica is away: nothing is opened, empty, in its place', async () => {
    await lab('reset', second().name);
    await cutOff(first().name);
    await expectRefused(`${second().name} holds no data, and whether ${first().name} took its place can't be known`);
    await reconnect(first().name);
    await runSite(project(), '--playbook', 'promote', '-e', `new_primary=${first().name}`);
    await arrange(first(), [second()]);
  }, 1_200_000);

  test('replica reset: a run makes it anew', async () => {
    await lab('reset', second().name);
    await runSite(project());
    await runSite(project(), 'verify');
    expect(await rows(second())).toBe('1,2,3');
  }, 1_200_000);

  test('split brain: both were promoted; the one that is kept says how many transactions of the other that costs', async () => {
    await ask(second(), 'STOP SLAVE; RESET SLAVE ALL; SET GLOBAL read_only = OFF');
    await ask(second(), `INSERT INTO provision.primaries (host) VALUES ('${second().name}')`);
    await ask(second(), 'INSERT INTO app.t VALUES (20)');
    await ask(first(), `INSERT INTO provision.primaries (host) VALUES ('${first().name}')`);
    await ask(first(), 'INSERT INTO app.t VALUES (10); INSERT INTO app.t VALUES (11)');
    await expectRefused('were each made primary without knowing of the other');
    const refused = await promote('-e', `new_primary=${first().name}`);
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.stdout).toContain(`${second().name} has 2 transactions that ${first().name} lacks`);
    expect(await promote('-e', `new_primary=${first().name}`, '-e', 'mysql_replica_discard=3')).toMatchObject({
      exitCode: 1,
    });
    await runSite(
      project(),
      '--playbook',
      'promote',
      '-e',
      `new_primary=${first().name}`,
      '-e',
      'mysql_replica_discard=2',
    );
    expect(await ask(second(), 'SELECT @@read_only')).toBe('1');
    const named = await project().provision(['-i', 'test']);
    expect(named.stdout).toContain('it has 2 transactions that the primary at');
    await runSite(project(), '-e', 'mysql_replica_discard=2');
    await runSite(project(), 'verify');
    expect(await rows(second())).toBe('1,2,3,10,11');
    const kept = 'sudo sh -c "zcat /var/backups/mysql/discarded-*.sql.gz"';
    expect(await sshOrThrow(second().name, `${kept} | grep -c '^(20)'`)).toBe('1\n');
  }, 1_200_000);

  test('both reset: a run makes them anew, empty, and a dump brings the data back', async () => {
    await sshOrThrow(second().name, 'sudo systemctl start mysql-backup.service');
    const file = (await sshOrThrow(second().name, 'sudo sh -c "ls /var/backups/mysql/all-*.sql.gz"')).trim();
    const dump = await sshOrThrow(second().name, `sudo base64 -w0 ${file}`);
    await lab('reset', first().name, second().name);
    await runSite(project());
    await ssh(first().name, 'base64 -d >/tmp/dump.sql.gz', { stdin: dump });
    await sshOrThrow(first().name, 'sudo mysql-restore /tmp/dump.sql.gz app');
    expect(await rows(first())).toBe('1,2,3,10,11');
    await until('the rows are replicated', async () => (await rows(second()).catch(() => '')) === '1,2,3,10,11');
    await runSite(project(), 'verify');
  }, 1_200_000);
});
