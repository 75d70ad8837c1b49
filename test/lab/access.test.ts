import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { describeLab } from './support/describe-lab.ts';
import { ssh, sshOrThrow } from './support/lab.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

/** It has a user who is let in with a certificate alone, and a key that an authority has signed. */
const MAKE_HOST = (hostCertificate: string): string => `sudo sh -c '
  useradd -m -s /bin/sh cert
  cp /tmp/users.pub /etc/ssh/users.pub
  echo "${hostCertificate}" >/etc/ssh/ssh_host_ed25519_key-cert.pub
  printf "TrustedUserCAKeys /etc/ssh/users.pub\\nHostCertificate /etc/ssh/ssh_host_ed25519_key-cert.pub\\n" >/etc/ssh/sshd_config.d/10-authorities.conf
  systemctl reload ssh'`;

describeLab('access', () => {
  const host = useHost();
  const project = useProject();
  const path = (name: string): string => join(project().directory, name);
  const keygen = (...words: string[]): string => execFileSync('ssh-keygen', ['-q', ...words], { encoding: 'utf8' });
  /** With what an inventory says of the host; nothing is known of it otherwise. */
  const visit = (vars: string, words = ['exec', 'all', '-i', 'test', '--', 'id -un']) => {
    project().write('inventories/test/group_vars/all.yml', `ansible_host: ${host().address}\n${vars}`);
    return project().provision(words);
  };
  const knowing = (file: string): string => `ansible_ssh_common_args: -o UserKnownHostsFile=${path(file)} ${via}\n`;
  let via = '';
  let vagrantKey = '';
  let hostKey = '';

  beforeAll(async () => {
    await project().writeInventory(host().name);
    const inventory = readFileSync(path('inventories/test/hosts.yml'), 'utf8');
    via = /-o ProxyCommand="[^"]*"/.exec(inventory)?.[0] ?? '';
    vagrantKey = `ansible_user: vagrant\nansible_ssh_private_key_file: ${/private_key_file: (.*)/.exec(inventory)?.[1] ?? ''}\n`;
    project().write('inventories/test/hosts.yml', `all:\n  hosts:\n    ${host().name}:\n`);
    for (const name of ['users', 'hosts', 'op', 'named', 'other']) keygen('-t', 'ed25519', '-N', '', '-f', path(name));
    hostKey = (await sshOrThrow(host().name, 'cat /etc/ssh/ssh_host_ed25519_key.pub')).trim();
    writeFileSync(path('host.pub'), `${hostKey}\n`);
    keygen('-s', path('hosts'), '-I', 'host', '-h', '-n', host().address, path('host.pub'));
    for (const name of ['op', 'named']) keygen('-s', path('users'), '-I', name, '-n', 'cert', path(`${name}.pub`));
    await ssh(host().name, 'cat >/tmp/users.pub', { stdin: readFileSync(path('users.pub'), 'utf8') });
    await sshOrThrow(host().name, MAKE_HOST(readFileSync(path('host-cert.pub'), 'utf8').trim()));
    writeFileSync(path('known'), `${host().address} ${hostKey}\n`);
    copyFileSync(path('named-cert.pub'), path('elsewhere.pub'));
    writeFileSync(path('vouched'), `@cert-authority * ${readFileSync(path('hosts.pub'), 'utf8')}`);
  });

  describe("a user's certificate", () => {
    const asUser = (key: string, more = ''): string =>
      `${knowing('known').trim()} ${more}\nansible_user: cert\nansible_ssh_private_key_file: ${path(key)}\n`;

    test('beside the key lets in, by the ssh of this machine, and it is said', async () => {
      const { exitCode, stdout, stderr } = await visit(asUser('op'));
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining('cert')]);
      expect(stderr).toMatch(/the certificate .*\/op-cert.pub is not used: .*connected with the machine's own ssh/s);
    });

    test('that is named by CertificateFile lets in', async () => {
      execFileSync('rm', [path('named-cert.pub')]);
      const { exitCode, stdout } = await visit(asUser('named', `-o CertificateFile=${path('elsewhere.pub')}`));
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining('cert')]);
    });

    test('is not used with ansible_connection: ssh, which says what would', async () => {
      const { exitCode, stderr } = await visit(`${asUser('op')}ansible_connection: ssh\n`);
      expect([exitCode, stderr]).toEqual([4, expect.stringContaining('ansible_connection: openssh supports it')]);
    });
  });

  describe('the key of a host', () => {
    test.each(['smart', 'auto', 'openssh'])('is trusted for its certificate with %s', async (kind) => {
      const { exitCode, stdout } = await visit(`${knowing('vouched')}${vagrantKey}ansible_connection: ${kind}\n`);
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining('vagrant')]);
    });

    test('is refused with ansible_connection: ssh, which says what could verify it', async () => {
      const { exitCode, stderr } = await visit(`${knowing('vouched')}${vagrantKey}ansible_connection: ssh\n`);
      expect([exitCode, stderr]).toEqual([4, expect.stringContaining('ansible_connection: openssh can verify')]);
    });

    test.each(['ssh', 'openssh'])('that is pinned is the only one that counts with %s', async (kind) => {
      const common = `${knowing('nothing-is-known')}${vagrantKey}ansible_connection: ${kind}\n`;
      const other = readFileSync(path('other.pub'), 'utf8').trim();
      expect(await visit(`${common}pinned_host_keys: ['${other}', '${hostKey}']\n`)).toMatchObject({ exitCode: 0 });
      const known = `${knowing('known')}${vagrantKey}ansible_connection: ${kind}\naccept_new_host_keys: true\n`;
      expect(await visit(`${known}pinned_host_keys: '${other}'\n`)).toMatchObject({
        exitCode: 4,
        stderr: expect.stringContaining('the host key is not one of pinned_host_keys') as unknown,
      });
    });
  });

  describe('provision known-hosts scan', () => {
    const fingerprint = (): string => keygen('-lf', path('host.pub')).split(' ')[1] ?? '';
    const scan = (file: string, ...more: string[]) =>
      visit(`${knowing(file)}${vagrantKey}`, ['known-hosts', 'scan', 'all', '-i', 'test', ...more]);

    test('shows a new key, and records it when told to', async () => {
      const shown = await scan('scanned');
      expect([shown.exitCode, shown.stdout]).toEqual([0, expect.stringMatching(/ssh-ed25519 +SHA256:\S+ +none +new/)]);
      expect(shown.stdout).toContain(fingerprint());
      expect(shown.stderr).toContain('Nothing was recorded');
      expect((await scan('scanned', '--yes')).stdout).toContain('Recorded 1 new key.');
      expect((await visit(`${knowing('scanned')}${vagrantKey}`)).exitCode).toBe(0);
      expect((await scan('scanned')).stdout).toContain('the same');
    });

    test('shows a changed key beside that which is known, and never records it', async () => {
      const other = readFileSync(path('other.pub'), 'utf8').trim();
      writeFileSync(path('changed'), `${host().address} ${other}\n`);
      const { exitCode, stdout } = await scan('changed', '--yes');
      const known = keygen('-lf', path('other.pub')).split(' ')[1] ?? '';
      expect([exitCode, stdout]).toEqual([1, expect.stringContaining(`${fingerprint()}  ${known}  CHANGED`)]);
      expect(readFileSync(path('changed'), 'utf8')).toBe(`${host().address} ${other}\n`);
    });

    test('prints keys that an inventory can pin', async () => {
      const { stdout } = await scan('known', '--pin');
      expect(stdout).toBe(`${host().name}:\n  pinned_host_keys:\n    - ${hostKey.split(' ').slice(0, 2).join(' ')}\n`);
    });
  });
});
