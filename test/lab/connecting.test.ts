import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { describeLab } from './support/describe-lab.ts';
import { checkout, sshOrThrow } from './support/lab.ts';
import { runOnTerminal } from './support/run-on-terminal.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

const PLAYBOOK = `- name: site
  hosts: all
  become: true
  tasks:
    - { name: file, copy: { dest: /root/made, content: x } }
`;

const SECRET = `- name: site
  hosts: all
  become: true
  tasks:
    - name: look
      shell: 'word=sesame77; echo "$word" | grep -laf - /proc/[0-9]*/cmdline >/tmp/seen; true'
      become_user: nobody
`;

/** A user who needs a password for sudo. */
const MAKE_USER = [
  'useradd -m -s /bin/bash -G sudo op',
  'echo op:open-sesame | chpasswd',
  'cp -r ~vagrant/.ssh ~op/',
  'chown -R op: ~op/.ssh',
].join(' && ');

describeLab('connecting', () => {
  const host = useHost();
  const project = useProject();
  const run = (...args: string[]) => project().provision([...args, '--output', 'plain']);
  const inventory = (name: string, vars: string): void =>
    project().write(`inventories/${name}/group_vars/all.yml`, vars);

  beforeAll(async () => {
    project().write('playbooks/site.yml', PLAYBOOK);
    project().write('playbooks/secret.yml', SECRET);
    await project().writeInventory(host().name);
    const hosts = readFileSync(`${project().directory}/inventories/test/hosts.yml`, 'utf8');
    project().write('inventories/sudo/hosts.yml', hosts.replace('ansible_user: vagrant', 'ansible_user: op'));
    project().write('inventories/vault/hosts.yml', hosts.replace('ansible_user: vagrant', 'ansible_user: op'));
    const unknown = hosts.replace(
      /UserKnownHostsFile=[^\s']+/,
      `UserKnownHostsFile=${project().directory}/known_hosts`,
    );
    project().write('inventories/stranger/hosts.yml', unknown);
    project().write('inventories/trusting/hosts.yml', unknown);
    await sshOrThrow(host().name, `sudo sh -c '${MAKE_USER}'`);
  });

  describe('as a user whose sudo wants a password', () => {
    const onTerminal = (password: string) =>
      runOnTerminal([process.execPath, `${checkout}dist/cli/main.js`, '-i', 'sudo', '-K'], {
        cwd: project().directory,
        answers: { 'Become password: ': password },
      });

    test('works with the right one, which is not shown', async () => {
      const { exitCode, screen } = await onTerminal('open-sesame');
      expect([exitCode, screen]).toEqual([0, expect.not.stringContaining('open-sesame')]);
    });

    test('says that it is wrong', async () => {
      const { exitCode, screen } = await onTerminal('close-sesame');
      expect([exitCode, screen]).toEqual([4, expect.stringContaining('the become password is wrong')]);
    });

    test('says what to do where there is none', async () => {
      const { exitCode, stdout } = await run('-i', 'sudo');
      expect([exitCode, stdout]).toEqual([4, expect.stringContaining('--ask-become-pass')]);
    });

    test('takes it from a vault', async () => {
      project().write('password', 'vault-word\n');
      const words = [
        'encrypt-string',
        '--vault-password-file',
        'password',
        '-n',
        'ansible_become_password',
        'open-sesame',
      ];
      const { stdout } = await project().provision(['vault', ...words]);
      inventory('vault', stdout);
      expect((await run('-i', 'vault', '--vault-password-file', 'password')).exitCode).toBe(0);
      const wrong = await project().provision(['-i', 'vault']);
      expect([wrong.exitCode, wrong.stdout]).toEqual([3, '']);
    });
  });

  test('a host whose key is not known is refused, unless its inventory accepts new keys', async () => {
    const refused = await run('-i', 'stranger');
    expect([refused.exitCode, refused.stdout]).toEqual([4, expect.stringContaining('the host key is not known')]);
    inventory('trusting', 'accept_new_host_keys: true\n');
    expect((await run('-i', 'trusting')).exitCode).toBe(0);
    expect((await run('-i', 'stranger')).exitCode).toBe(0);
  });

  test("a shell task of another user shows its script in no process's command line", async () => {
    expect((await run('-i', 'test', '--playbook', 'secret')).exitCode).toBe(0);
    expect(await sshOrThrow(host().name, 'cat /tmp/seen')).toBe('');
  });
});
