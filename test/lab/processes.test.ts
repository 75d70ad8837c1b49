import { beforeAll, expect, test } from '@jest/globals';
import { describeLab } from './support/describe-lab.ts';
import { sshOrThrow } from './support/lab.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

const UNITS = ['dbus.service', 'ssh.service', 'systemd-journald.service', 'systemd-logind.service'];
const PACKAGES = ['bash', 'dash', 'grep', 'gzip', 'hostname', 'login', 'passwd', 'sed', 'sudo', 'tar'];

/** Tasks of the kinds that a role is mostly made of; `count` of each that can be repeated. */
const renderTasks = (count: number): string =>
  [
    ...times(count, (i) => `file: { path: /opt/d${i}, state: directory }`),
    ...times(count, (i) => `template: { src: t.conf, dest: /etc/t${i}.conf }`),
    ...times(count, (i) => `group: { name: g${i} }`),
    ...times(count, (i) => `user: { name: u${i}, create_home: false }`),
    ...times(count, (i) => `lineinfile: { path: /etc/networks, line: "# line ${i}" }`),
    ...times(count, (i) => `file: { path: /opt/l${i}, src: /etc/hostname, state: link }`),
    ...PACKAGES.map((name) => `apt: { name: ${name} }`),
    ...UNITS.map((name) => `systemd: { name: ${name}, state: started }`),
  ]
    .map((task) => `- ${task}\n`)
    .join('');

const times = (count: number, render: (i: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => render(i));

describeLab('the processes that a run without changes starts on a host', () => {
  const host = useHost();
  const project = useProject();

  beforeAll(async () => {
    project().write('roles/many/templates/t.conf', 'a = 1\n');
    project().write('playbooks/site.yml', '- { hosts: all, become: true, roles: [many] }\n');
    await project().writeInventory(host().name);
  });

  /** A host's process numbers are its own, and are given in turn. */
  const lastProcess = async (): Promise<number> => Number(await sshOrThrow(host().name, 'echo $$'));

  /** The least of three runs, since the host's own services start processes too; less those of asking. */
  const countProcesses = async (run: () => Promise<unknown>): Promise<number> => {
    const counts: number[] = [];
    for (let i = 0; i < 3; i++) {
      const before = await lastProcess();
      await run();
      counts.push((await lastProcess()) - before);
    }
    return Math.min(...counts);
  };

  test('are as many for a hundred tasks as for few', async () => {
    const apply = async (): Promise<void> => {
      const { exitCode, stdout } = await project().provision(['-i', 'test', '--output', 'plain']);
      expect({ exitCode, output: exitCode === 0 ? '' : stdout }).toEqual({ exitCode: 0, output: '' });
    };
    const asking = await countProcesses(() => Promise.resolve());
    const seen: number[] = [];
    for (const count of [1, 15]) {
      project().write('roles/many/tasks/main.yml', renderTasks(count));
      await apply();
      seen.push((await countProcesses(apply)) - asking);
    }
    expect(seen[1]).toBe(seen[0]);
    // the connection, sudo and what ends it should it hang, facts, the lock, the record of the run, and the links on the ways
    // to edited files among them
    expect(seen[0]).toBeLessThanOrEqual(54);
  });
});
