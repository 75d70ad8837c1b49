import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readAnsibleSettings } from '../../src/cli/config/ansible/read-settings.ts';
import { parseCfg } from '../../src/cli/config/ansible/parse-cfg.ts';
import { renameWords } from '../../src/cli/options/ansible-words.ts';
import { runCli } from '../support/run-cli.ts';

const home = process.cwd();
let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'provision-ansible-cfg-')));
});
afterEach(() => {
  process.chdir(home);
  rmSync(root, { recursive: true });
});

function put(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const CFG = `[defaults]
inventory = hosts.yml, more   ; two of them
roles_path=roles:~/shared
remote_user: deploy
forks = 7
host_key_checking = False
nocows = 1
hash_behaviour = merge
private_key_file = "keys/id"
vault_identity_list = dev@vault/dev, prod@prompt
[privilege_escalation]
become = yes
become_user = app
[ssh_connection]
ssh_args = -o ControlMaster=auto
    -o ControlPersist=60s
`;

const valuesOf = (env: Record<string, string> = {}): Record<string, unknown> =>
  Object.fromEntries(readAnsibleSettings(root, env).taken.map(({ option, value }) => [option, value]));

describe('ansible.cfg', () => {
  test('is read with the types and paths that its settings have', () => {
    put({ 'ansible.cfg': CFG });
    expect(valuesOf({ HOME: '/home/me' })).toEqual({
      inventory: ['hosts.yml', 'more'],
      rolesPath: ['roles', '/home/me/shared'],
      user: 'deploy',
      forks: 7,
      acceptNewHostKeys: true,
      privateKey: 'keys/id',
      vaultId: ['dev@vault/dev', 'prod@prompt'],
      become: true,
      becomeUser: 'app',
      sshArgs: '-o ControlMaster=auto\n-o ControlPersist=60s',
    });
  });

  test('is overridden by an environment variable, which is shown as the origin', () => {
    put({ 'ansible.cfg': CFG });
    const { taken } = readAnsibleSettings(root, { ANSIBLE_FORKS: '9' });
    const sources = Object.fromEntries(taken.map(({ option, value, source }) => [option, [value, source]]));
    expect(sources['forks']).toEqual([9, 'ANSIBLE_FORKS']);
    expect(sources['user']).toEqual(['deploy', 'ansible.cfg:4']);
  });

  test.each<[string, Record<string, string>, Record<string, string>, number]>([
    [
      'ANSIBLE_CONFIG',
      { 'a.cfg': '[defaults]\nforks=2\n', 'ansible.cfg': '[defaults]\nforks=3\n' },
      { ANSIBLE_CONFIG: 'a.cfg' },
      2,
    ],
    ['a directory that ANSIBLE_CONFIG names', { 'd/ansible.cfg': '[defaults]\nforks=4\n' }, { ANSIBLE_CONFIG: 'd' }, 4],
    [
      'the directory of the project',
      { 'ansible.cfg': '[defaults]\nforks=3\n', 'home/.ansible.cfg': '[defaults]\nforks=5\n' },
      { HOME: 'home' },
      3,
    ],
    ['the home', { 'home/.ansible.cfg': '[defaults]\nforks=5\n' }, { HOME: 'home' }, 5],
  ])('is found by %s', (_, files, env, forks) => {
    put(files);
    const absolute = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, join(root, value)]));
    expect(valuesOf(absolute)['forks']).toBe(forks);
  });

  test('is ignored with a warning in a world-writable directory', () => {
    put({ 'ansible.cfg': CFG });
    chmodSync(root, 0o777);
    const { taken, warnings } = readAnsibleSettings(root, {});
    expect(taken).toEqual([]);
    expect(warnings.map(({ text }) => text)).toEqual([
      `${join(root, 'ansible.cfg')} is not read, since everyone may write to its directory`,
    ]);
  });

  test('unsupported settings are listed with the reason; a wrong value is a warning', () => {
    put({ 'ansible.cfg': `${CFG}[x]\nodd=1\n[defaults]\ntimeout = soon\n` });
    const { left, warnings } = readAnsibleSettings(root, { ANSIBLE_NOCOLOR: '1' });
    expect(left.map(({ name, source, isLoud }) => [name, source, isLoud])).toEqual([
      ['nocows', 'ansible.cfg:7', false],
      ['hash_behaviour', 'ansible.cfg:8', true],
      ['odd', 'ansible.cfg:18', false],
      ['ANSIBLE_NOCOLOR', 'ANSIBLE_NOCOLOR', false],
    ]);
    expect(warnings).toMatchObject([
      {
        text: 'ansible.cfg:20: soon is not a valid value of timeout',
        suggestion: expect.stringContaining('`timeout = 30`'),
      },
    ]);
  });

  test('is parsed as INI: comments, colons, lines that go on', () => {
    expect(
      parseCfg('# c\n[a]\nk: v ; c\nl = x#y\n  z\n; d\n[b]\nm=\n').map(({ section, key, value }) => [
        section,
        key,
        value,
      ]),
    ).toEqual([
      ['a', 'k', 'v'],
      ['a', 'l', 'x#y\nz'],
      ['b', 'm', ''],
    ]);
  });
});

describe('a run', () => {
  const FILES = {
    'ansible.cfg': '[defaults]\ninventory = inv\nroles_path = shared\nhash_behaviour = merge\n',
    inv: 'web1\n',
    'shared/hello/tasks/main.yml': '- { name: greet, debug: { msg: hi } }\n',
    'site.yml': '- { hosts: web1, roles: [hello] }\n',
  };

  test('takes the inventory and the roles from ansible.cfg, and warns of settings without an equivalent', async () => {
    put(FILES);
    process.chdir(root);
    const { stdout, stderr, exitCode } = await runCli('site.yml', '--list-tasks');
    expect(stdout).toContain('greet');
    expect(stderr).toContain('warning[ansible-setting]: hash_behaviour (ansible.cfg:4) is not supported.');
    expect(exitCode).toBe(0);
  });

  test('prefers provision.yml, and a flag to both', async () => {
    put({ ...FILES, 'provision.yml': 'inventory: own\n', own: 'db1\n', flag: 'app1\n' });
    process.chdir(root);
    expect((await runCli('inventory', '--graph')).stdout).toContain('db1');
    expect((await runCli('inventory', '--graph', '-i', 'flag')).stdout).toContain('app1');
    const { stdout } = await runCli('config');
    expect(stdout).toMatch(/^inventory +provision\.yml +own$/m);
    expect(stdout).toMatch(/^roles_path +ansible\.cfg:3 +shared$/m);
    expect(stdout).toMatch(/^forks +default +50$/m);
    expect(stdout).toMatch(/^hash_behaviour \(ansible\.cfg:4\): Mappings are replaced whole/m);
  });

  test('takes the words that ansible-playbook takes', async () => {
    put(FILES);
    process.chdir(root);
    const words = [
      '-i',
      'inv',
      '-b',
      '-u',
      'me',
      '-T',
      '5',
      '-t',
      'all',
      '-l',
      'web1',
      '-C',
      '-D',
      '-e',
      'a=b',
      '-f',
      '3',
      '-v',
    ];
    const more = [
      '--become-user',
      'x',
      '--become-method',
      'sudo',
      '--private-key',
      'k',
      '--ssh-common-args',
      '-v',
      '-c',
      'local',
      '-M',
      'lib',
      '--flush-cache',
      '--force-handlers',
      '--skip-tags',
      'z',
    ];
    expect(await runCli('site.yml', ...words, ...more, '--list-hosts')).toMatchObject({ exitCode: 0 });
    const refused = await runCli('site.yml', '--sftp-extra-args', 'x');
    expect(refused.stderr).toContain('Files go through the one SSH connection');
    expect(refused.exitCode).toBe(3);
    expect((await runCli('site.yml', 'other.yml')).stderr).toContain('- import_playbook: site.yml');
  });

  test('knows the other names of flags', () => {
    expect(renameWords(['--key-file=k', '--vault-pass-file', 'f', '--', '--key-file'])).toEqual([
      '--private-key=k',
      '--vault-password-file',
      'f',
      '--',
      '--key-file',
    ]);
  });
});
