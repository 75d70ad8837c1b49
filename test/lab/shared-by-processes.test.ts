import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { until } from '../support/until.ts';
import { describeLab } from './support/describe-lab.ts';
import { checkout, sshOrThrow } from './support/lab.ts';
import { runCommand } from './support/run-command.ts';
import type { CommandResult } from './support/run-command.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

const MAIN = join(checkout, 'dist/cli/main.js');
const SITE = `- name: first
  hosts: all
  become: true
  tasks:
    - { name: breaks, shell: exit 1, when: "breaks | default(false)" }
    - { name: note, set_fact: { noted: 'set on {{ inventory_hostname }}' } }
    - name: step
      shell: 'touch begun; sleep {{ seconds | default(0) }}; echo x >> steps'
      args: { chdir: /root }
- name: second
  hosts: LAST
  tasks:
    - { name: read, debug: { msg: "{{ hostvars['FIRST'].noted }}" } }
`;

describeLab('a run that processes of one machine share', () => {
  const one = useHost();
  const two = useHost();
  const project = useProject();

  beforeAll(async () => {
    project().write('playbooks/site.yml', SITE.replace('LAST', two().name).replace('FIRST', one().name));
    await project().writeInventory(one().name, two().name);
  });

  const words = (...flags: string[]): string[] => [MAIN, 'apply', '-i', 'test', '--output', 'plain', ...flags];
  const apply = (...flags: string[]): Promise<CommandResult> =>
    runCommand(process.execPath, words(...flags), { cwd: project().directory });
  const steps = async (): Promise<string[]> =>
    Promise.all([one(), two()].map(({ name }) => sshOrThrow(name, `sudo sh -c 'cat /root/steps 2>/dev/null | wc -l'`)));
  const reset = (): Promise<unknown> =>
    Promise.all([one(), two()].map(({ name }) => sshOrThrow(name, 'sudo rm -f /root/steps /root/begun')));
  const begun = (): Promise<unknown> =>
    Promise.all(
      [one(), two()].map(({ name }) => sshOrThrow(name, `sudo sh -c 'until [ -e /root/begun ]; do sleep 0.1; done'`)),
    );

  test('is told as one run, and hands on what tasks set', async () => {
    await reset();
    const { exitCode, stdout, stderr } = await apply('--processes', '2', '-v');
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('3 jobs for 2 hosts')]);
    expect(stdout).toContain(`set on ${one().name}`);
    expect(stdout.match(/^host +status/gm)).toHaveLength(1);
    expect(await steps()).toEqual(['1\n', '1\n']);
  });

  test('ends as a run of one process does where all hosts of a play fail', async () => {
    const table = ({ stdout }: CommandResult): string[] =>
      stdout.split('\n').filter((line) => /^\S+ +failed +\d|set on/.test(line));
    const shared = await apply('--processes', '2', '-e', '{"breaks": true}');
    const alone = await apply('-e', '{"breaks": true}');
    expect([shared.exitCode, table(shared)]).toEqual([alone.exitCode, table(alone)]);
    expect(table(shared)).toHaveLength(2);
    expect(readFileSync(join(project().directory, '.provision/failed'), 'utf8')).toContain(two().name);
  });

  test.each([
    ['Ctrl-C lets tasks in hand finish', 'SIGINT', ['1\n', '1\n']],
    ['the end of the command ends its processes, after the tasks in hand', 'SIGKILL', ['1\n', '1\n']],
  ] as const)('%s', async (_, signal, expected) => {
    await reset();
    const child = spawn(process.execPath, words('--processes', '2', '-e', 'seconds=5'), {
      cwd: project().directory,
      stdio: 'ignore',
    });
    await begun();
    const parts = readFileSync(`/proc/${child.pid ?? 0}/task/${child.pid ?? 0}/children`, 'utf8')
      .trim()
      .split(' ');
    expect(parts).toHaveLength(2);
    const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill(signal);
    expect(await ended).toBe(signal === 'SIGINT' ? 130 : null);
    const isRunning = (pid: string): boolean => existsSync(`/proc/${pid}/exe`);
    await until('its processes are gone', () => !parts.some(isRunning), { timeoutMs: 60_000 });
    expect(await steps()).toEqual(expected);
  });
});
