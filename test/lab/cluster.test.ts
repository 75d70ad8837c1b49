import { beforeAll, expect, jest, test } from '@jest/globals';
import { describeLab } from './support/describe-lab.ts';
import { sshOrThrow } from './support/lab.ts';
import type { CommandResult } from './support/run-command.ts';
import type { TestWorker } from './support/use-cluster.ts';
import { childrenOf, useCluster } from './support/use-cluster.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

const WORK = `- { name: fails, shell: exit 1, when: "fails | default('') == inventory_hostname" }
- { name: note, set_fact: { noted: 'set on {{ inventory_hostname }}' } }
- { name: directory, file: { path: '{{ at }}', state: directory } }
- { name: config, copy: { dest: '{{ at }}/config', content: x }, notify: reload }
- name: step
  shell: { cmd: 'touch begun; until [ -e go ]; do sleep 0.1; done; echo x >> steps', chdir: '{{ at }}', creates: '{{ at }}/steps' }
- { name: last, copy: { dest: '{{ at }}/last', content: x } }
`;
const LATER = `- { name: later, copy: { dest: '{{ at }}/later', content: "{{ hostvars['FIRST'].noted }}" } }\n`;
const HANDLERS = `- { name: reload, shell: { cmd: echo x >> reloads, chdir: '{{ at }}' } }\n`;
/** Needs all of \`work\`, also of what another worker does. */
const SITE = `- name: site
  hosts: all
  become: true
  roles: [work, { role: later, hosts: WHERE }]
`;

/** A dead worker is found after 10 to 15 s; the rest is the machine's speed. */
jest.setTimeout(600_000);

describeLab('a run that workers share', () => {
  const one = useHost();
  const two = useHost();
  const project = useProject();
  const cluster = useCluster();
  let workers: [TestWorker, TestWorker];

  beforeAll(async () => {
    project().write('playbooks/site.yml', SITE.replace('WHERE', two().name));
    project().write('roles/work/tasks/main.yml', WORK);
    project().write('roles/work/handlers/main.yml', HANDLERS);
    project().write('roles/work/defaults/main.yml', 'at: /root/cluster\n');
    project().write('roles/later/tasks/main.yml', LATER.replace('FIRST', one().name));
    project().write('roles/later/defaults/main.yml', 'at: /root/cluster\n');
    project().write('roles/later/meta/main.yml', 'requires: [work]\n');
    await project().writeInventory(one().name, two().name);
    workers = [cluster().startWorker(), cluster().startWorker()];
  });

  const apply = (at: string, ...flags: string[]): Promise<CommandResult> =>
    cluster().provision(
      [
        'apply',
        '-i',
        'test',
        '--cluster',
        cluster().url,
        '--output',
        'plain',
        '--shard-size',
        '1',
        '-e',
        `at=${at}`,
        ...flags,
      ],
      { cwd: project().directory },
    );
  const attach = (run: string): Promise<CommandResult> =>
    cluster().provision(['attach', run, '--output', 'plain'], { cwd: project().directory });
  const on = (host: string, command: string): Promise<string> => sshOrThrow(host, `sudo sh -c '${command}'`);
  const begun = (host: string, at: string): Promise<unknown> =>
    on(host, `for i in $(seq 3000); do [ ! -e ${at}/begun ] && [ ! -e ${at}/go ] || exit 0; sleep 0.1; done; exit 1`);
  const go = (at: string): Promise<unknown> =>
    Promise.all([one(), two()].map(({ name }) => on(name, `until [ -d ${at} ]; do sleep 0.1; done; touch ${at}/go`)));
  /** How often the step and the handler have run on each host. */
  const counts = (at: string): Promise<string[]> =>
    Promise.all([one(), two()].map(({ name }) => on(name, `cd ${at}; echo $(wc -l <steps) $(wc -l <reloads)`)));
  const ONCE = ['1 1\n', '1 1\n'];

  test('is told as one run, waits across shards, hands on what tasks set, and changes nothing a second time', async () => {
    const at = '/root/plain';
    const first = apply(at);
    await go(at);
    const { exitCode, stdout, stderr } = await first;
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('3 jobs for 2 hosts')]);
    expect(stdout.indexOf('later : later')).toBeGreaterThan(stdout.lastIndexOf('work : reload'));
    expect(await on(two().name, `cat ${at}/later`)).toBe(`set on ${one().name}`);
    const second = await apply(at, '-e', `fails=${one().name}`);
    expect(second.exitCode).toBe(1);
    expect(second.stdout).toMatch(new RegExp(`^BLOCKED +${two().name} +later by work on ${one().name}`, 'm'));
    expect(second.stdout).toMatch(new RegExp(`^${two().name} +blocked +\\d+ +0 `, 'm'));
    expect(await counts(at)).toEqual(ONCE);
  });

  test('may have jobs that wait for no other, in a dry run too', async () => {
    const tasks = '[{ name: alone, copy: { dest: /root/alone, content: x } }]';
    project().write('playbooks/apart.yml', `- { name: apart, hosts: all, become: true, tasks: ${tasks} }\n`);
    const share = (verb: string): Promise<CommandResult> => {
      const flags = ['-i', 'test', '--playbook', 'apart', '--output', 'plain', '--cluster', cluster().url];
      return cluster().provision([verb, ...flags, '--shard-size', '1'], { cwd: project().directory });
    };
    const planned = await share('plan');
    expect([planned.exitCode, planned.stderr]).toEqual([0, expect.stringContaining('2 jobs for 2 hosts')]);
    for (const { name } of [one(), two()]) expect(planned.stdout).toMatch(new RegExp(`^would change +${name} `, 'm'));
    expect((await share('apply')).exitCode).toBe(0);
    for (const { name } of [one(), two()]) expect(await on(name, 'cat /root/alone')).toBe('x');
  });

  test('ends like a run of one process where a play fails on all hosts, each on another worker', async () => {
    const plays = `- name: breaks
  hosts: all
  tasks: [{ name: breaks, command: "false" }]
- name: after it
  hosts: extra
  tasks: [{ name: beyond, command: "true", changed_when: false }]
`;
    project().write('playbooks/broken.yml', plays.replace('hosts: all', `hosts: ${one().name}:${two().name}`));
    project().write('inventories/extra/hosts.yml', `all: { hosts: { extra: { ansible_connection: local } } }\n`);
    const flags = ['-i', 'test', '-i', 'extra', '--playbook', 'broken', '--output', 'plain'];
    const run = (...more: string[]) => cluster().provision(['apply', ...flags, ...more], { cwd: project().directory });
    const alone = await run();
    const shared = await run('--cluster', cluster().url, '--shard-size', '1');
    const told = ({ stdout }: CommandResult) =>
      stdout
        .split('\n')
        .filter((line) => /beyond|^\S+ +(failed|ok|-) /.test(line))
        .sort();
    expect([alone.exitCode, shared.exitCode, told(shared)]).toEqual([1, 1, told(alone)]);
    expect(told(shared).join('\n')).not.toContain('beyond');
  });

  test('goes on when a worker is killed, and the database with all its connections; who joins later sees it all', async () => {
    const at = '/root/killed';
    const run = (await apply(at, '--detach')).stdout.trim();
    await Promise.all([begun(one().name, at), begun(two().name, at)]);
    const [doomed] = workers;
    const [child = 0] = childrenOf(doomed);
    // neither it nor its run gets to say a word
    await doomed.end('SIGKILL');
    process.kill(child, 'SIGKILL');
    await cluster().restart();
    const shown = attach(run);
    await go(at);
    const { exitCode, stdout } = await shown;
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining(`done          ${two().name}`)]);
    expect(await counts(at)).toEqual(ONCE);
  });

  test('stops after the running tasks, and goes on where it was', async () => {
    const at = '/root/stopped';
    const run = (await apply(at, '--detach')).stdout.trim();
    const shown = attach(run);
    // whichever the one worker that is left has taken first
    await Promise.any([begun(one().name, at), begun(two().name, at)]);
    const control = (verb: string): Promise<CommandResult> =>
      cluster().provision(['cluster', verb, run], { cwd: project().directory });
    expect((await control('stop')).stdout).toContain('stops after the running tasks');
    for (const { name } of [one(), two()]) await on(name, `mkdir -p ${at} && touch ${at}/go`);
    expect((await shown).exitCode).toBe(130);
    expect((await control('resume')).stdout).toContain('goes on');
    expect((await attach(run)).exitCode).toBe(0);
    expect(await counts(at)).toEqual(ONCE);
  });
});
