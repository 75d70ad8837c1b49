import { userInfo } from 'node:os';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { cutOff, reconnect } from './support/cut-off.ts';
import { describeLab } from './support/describe-lab.ts';
import { sshOrThrow } from './support/lab.ts';
import { runCommand, type CommandResult } from './support/run-command.ts';
import { useHost } from './support/use-host.ts';
import { until } from '../support/until.ts';
import { useProject } from './support/use-project.ts';

const LONG = `- name: long
  hosts: all
  become: true
  tasks:
    - { name: directory, file: { path: <%= at %>, state: directory } }
    - { name: config, copy: { dest: <%= at %>/config, content: x }, notify: reload }
    - name: first
      shell: { cmd: 'touch begun; until [ -e go ]; do sleep 0.1; done; echo x >> first', chdir: <%= at %>, creates: first }
    - name: second
      shell: { cmd: echo x >> second, chdir: <%= at %>, creates: second }
  handlers:
    - { name: reload, shell: { cmd: echo x >> reloads, chdir: <%= at %> } }
`;

const SITE = `- name: site
  hosts: all
  become: true
  roles: [{ role: primary, hosts: PRIMARY }, { role: replica, hosts: REPLICA }]
`;

interface Running {
  readonly done: Promise<CommandResult>;
  /** Resolves when it has printed this text. */
  says(text: string): Promise<unknown>;
  kill(signal: NodeJS.Signals): void;
}

describeLab('a run that is interrupted', () => {
  const one = useHost();
  const two = useHost();
  const project = useProject();

  beforeAll(async () => {
    project().write('playbooks/long.yml', LONG);
    project().write('playbooks/site.yml', SITE.replace('PRIMARY', one().name).replace('REPLICA', two().name));
    project().write('roles/primary/tasks/main.yml', '- { name: fails, shell: exit 1 }\n');
    project().write('roles/replica/tasks/main.yml', '- { name: replica, copy: { dest: /root/replica, content: x } }\n');
    project().write('roles/replica/meta/main.yml', 'requires: [primary]\n');
    await project().writeInventory(one().name, two().name);
  });

  const start = (...args: string[]): Running => {
    let kill: Running['kill'] = () => undefined;
    let printed = '';
    const print = (text: string): void => void (printed += text);
    const done = project().provision([...args, '--inventory', 'test', '--output', 'plain'], {
      onStart: (child) => {
        kill = (signal) => child.kill(signal);
        child.onStdout(print);
        child.onStderr(print);
      },
    });
    const says = (text: string): Promise<unknown> => until(text, () => printed.includes(text));
    return { done, says, kill: (signal) => kill(signal) };
  };
  const long = (at: string, more: object = {}, ...flags: string[]): Running =>
    start('apply', '--playbook', 'long', '--limit', one().name, '-e', JSON.stringify({ at, ...more }), ...flags);
  const onOne = (command: string): Promise<string> => sshOrThrow(one().name, `sudo sh -c '${command}'`);
  /** Resolves when its first command runs; rejects with what it said when it ends before that. */
  const hasBegun = async (running: Running, at: string): Promise<void> => {
    const end = running.done.then(({ exitCode, stdout, stderr }) => `ended with ${exitCode}\n${stdout}${stderr}`);
    const first = await Promise.race([end, onOne(`until [ -e ${at}/begun ]; do sleep 0.1; done`)]);
    if (first !== '') throw new Error(first);
  };
  /** How often each step of the long playbook has run. */
  const counts = (at: string): Promise<string> =>
    onOne(`cd ${at} && for f in first second reloads; do [ ! -e $f ] || echo $f $(wc -l <$f); done`);
  const ALL_ONCE = 'first 1\nsecond 1\nreloads 1\n';

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s finishes the task in hand, says what is left, and a rerun completes it and what was due',
    async (signal) => {
      const at = `/srv/${signal}`;
      const running = long(at);
      await hasBegun(running, at);
      running.kill(signal);
      await running.says('stopping after the running tasks');
      await onOne(`touch ${at}/go`);
      const { exitCode, stdout, stderr } = await running.done;
      expect({ exitCode, ran: await counts(at) }).toEqual({ exitCode: 130, ran: 'first 1\n' });
      expect(stderr).toContain('stopping after the running tasks');
      expect(stdout).toContain(`Run again to finish ${one().name}`);
      expect((await long(at).done).exitCode).toBe(0);
      expect(await counts(at)).toBe(ALL_ONCE);
    },
  );

  test('holds off a second operator, who is told by whom; a second Ctrl-C ends the task in hand', async () => {
    const at = '/srv/twice';
    const running = long(at);
    await hasBegun(running, at);
    const refused = await long(at).done;
    expect(refused.exitCode).toBe(5);
    expect(refused.stdout).toContain(`is locked by ${userInfo().username}@`);
    running.kill('SIGINT');
    await running.says('stopping after the running tasks');
    running.kill('SIGINT');
    expect((await running.done).exitCode).toBe(130);
    await onOne(`touch ${at}/go`);
    await until('its command has ended', async () => (await onOne('pgrep -f "[u]ntil .* go" || :')) === '');
    expect(await counts(at)).toBe('');
    expect((await long(at).done).exitCode).toBe(0);
    expect(await counts(at)).toBe(ALL_ONCE);
  });

  test('by the death of the runner keeps others off until its batch has ended, and runs nothing twice', async () => {
    const at = '/srv/killed';
    const running = long(at);
    await hasBegun(running, at);
    running.kill('SIGKILL');
    await running.done;
    const refused = await long(at, {}, '--lock-timeout', '0').done;
    expect([refused.exitCode, refused.stdout]).toEqual([5, expect.stringContaining('is running')]);
    await onOne(`touch ${at}/go`);
    const isDone = async (): Promise<boolean> => (await long(at).done).exitCode === 0;
    await until('its batch has ended, and a run goes through', isDone);
    expect(await counts(at)).toBe(ALL_ONCE);
  });

  test('by a network that fails in mid-batch and comes back goes on, each step once', async () => {
    const at = '/srv/cut';
    const running = long(at, { ansible_ssh_extra_args: '-o ServerAliveInterval=1 -o ServerAliveCountMax=2' });
    await hasBegun(running, at);
    await cutOff(one().name);
    await until('the runner gives the connection up', async () => !(await isConnected(one().address, 'established')));
    await reconnect(one().name);
    await onOne(`touch ${at}/go`);
    expect((await running.done).exitCode).toBe(0);
    expect(await counts(at)).toBe(ALL_ONCE);
  });

  describe('while it connects', () => {
    test('by Ctrl-C ends at once, and says that nothing was changed', async () => {
      await cutOff(two().name);
      try {
        const running = start(
          'apply',
          '--playbook',
          'long',
          '--limit',
          two().name,
          '-e',
          'at=/srv/x',
          '--timeout',
          '60',
        );
        await until('it connects', () => isConnected(two().address, 'syn-sent'));
        const sinceMs = performance.now();
        running.kill('SIGINT');
        const { exitCode, stdout } = await running.done;
        expect(performance.now() - sinceMs).toBeLessThan(10_000);
        expect([exitCode, stdout]).toEqual([130, expect.stringContaining('before anything was changed')]);
      } finally {
        await reconnect(two().name);
      }
    });
  });

  test('by a failure blocks what requires it, by name, and exits with 1', async () => {
    const { exitCode, stdout } = await start('apply').done;
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(new RegExp(`BLOCKED +${two().name} +replica by primary on ${one().name}`));
    expect(await sshOrThrow(two().name, 'sudo ls /root')).not.toContain('replica');
  });
});

/** Whether a connection of this machine to an address is in this state. */
async function isConnected(address: string, state: 'established' | 'syn-sent'): Promise<boolean> {
  const { stdout } = await runCommand('ss', ['-Htn', 'state', state, 'dst', address]);
  return stdout !== '';
}
