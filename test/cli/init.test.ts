import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../support/run-cli.ts';

const home = process.cwd();
let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'provision-init-')));
  process.chdir(root);
});
afterEach(() => {
  process.chdir(home);
  rmSync(root, { recursive: true });
});

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('a new site lints, and has its secret in a vault whose password stays out of the repository', async () => {
  const { stdout, exitCode } = await runCli('init', '--host', '203.0.113.10', '--user', 'admin');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^wrote \.editorconfig\n[^]*wrote \.vault-password\nwrote \.provision\/schemas\n\nNext\n/);
  expect(await runCli('lint')).toMatchObject({ stdout: 'no mistakes\n', exitCode: 0 });
  expect(read('inventories/prod/group_vars/all/vault.yml')).toMatch(/^\$ANSIBLE_VAULT;1\.1;AES256\n/);
  expect((await runCli('vault', 'view', 'inventories/prod/group_vars/all/vault.yml')).stdout).toMatch(
    /^web_token: \w{32}$/m,
  );
  expect(read('.gitignore')).toMatch(/^\.vault-password$/m);
  expect(statSync('.vault-password').mode & 0o777).toBe(0o600);
  expect(read('provision.yml')).toMatch(/^project: \S+-[0-9a-f]{16}$/m);
  expect((await runCli('inventory', '--host', 'web1')).stdout).toContain('"ansible_host": "203.0.113.10"');
  for (const path of ['.vscode/settings.json', '.github/workflows/provision.yml']) expect(existsSync(path)).toBe(true);
});

test('nothing that exists is overwritten, and then nothing is written', async () => {
  writeFileSync('.gitignore', 'mine\n');
  const { stderr, exitCode } = await runCli('init', '--host', 'web1');
  expect(stderr).toMatch(/error\[file-exists\]: \.gitignore already exists; nothing was written/);
  expect(exitCode).toBe(3);
  expect(read('.gitignore')).toBe('mine\n');
  expect(existsSync('provision.yml')).toBe(false);
});

test('a new role lints', async () => {
  await runCli('init', '--host', 'web1');
  await runCli('init', 'role', 'log-shipper');
  writeFileSync('playbooks/site.yml', '- { hosts: web, become: true, roles: [log-shipper] }\n');
  expect(await runCli('lint', '--strict')).toMatchObject({ stdout: 'no mistakes\n', exitCode: 0 });
  expect(read('roles/log-shipper/meta/main.yml')).toContain('log_shipper_greeting');
});

test('a role that comes along is copied whole', async () => {
  expect((await runCli('init', '--role', 'provision.ufw')).exitCode).toBe(0);
  expect(read('roles/ufw/tasks/main.yml')).toBe(readFileSync(join(home, 'roles/ufw/tasks/main.yml'), 'utf8'));
});

test('an inventory of a named host has it by its name', async () => {
  await runCli('init', 'inventory', 'staging', '--host', 'web.example.com');
  expect(read('inventories/staging/hosts.yml')).toBe(
    'all:\n  children:\n    web:\n      hosts:\n        web.example.com:\n',
  );
});

test.each(['no', '007', '1e3', 'a@example.com'])('a login name %s is text in the inventory', async (user) => {
  await runCli('init', 'inventory', 'staging', '--host', 'web.example.com', '--user', user);
  const { stdout } = await runCli('inventory', '-i', 'staging', '--host', 'web.example.com');
  expect(JSON.parse(stdout)).toEqual({ ansible_user: user });
});

test('a key may have any path', async () => {
  await runCli('init', 'inventory', 'staging', '--host', '192.0.2.1', '--private-key', '~/my keys/a: #1');
  const { stdout } = await runCli('inventory', '-i', 'staging', '--host', 'web1');
  expect(JSON.parse(stdout)).toMatchObject({ ansible_ssh_private_key_file: '~/my keys/a: #1' });
});

test('a file where a directory is needed is reported, and nothing is written', async () => {
  writeFileSync('roles', '');
  const { stderr, exitCode } = await runCli('init', '--host', 'web1');
  expect(stderr).toContain('error[file-exists]: roles already exists; nothing was written');
  expect(exitCode).toBe(3);
  expect(existsSync('provision.yml')).toBe(false);
});

test.each([
  [['init', 'rol'], 'there is no rol to init'],
  [['init', 'role'], 'init role needs a name'],
  [['init', 'role', 'A b'], 'A b cannot be the name of a role'],
  [['init', '--role', 'ngin'], 'Did you mean nginx?'],
  [['init', '--host', 'a: b'], 'a: b is not a valid name of a host, and no address'],
  [['init', 'inventory', '../x', '--host', 'a'], '../x cannot be the name of an inventory'],
])('%j is a mistake that says what to write', async (words, message) => {
  const { stderr, exitCode } = await runCli(...words);
  expect(stderr).toContain(message);
  expect(exitCode).toBe(3);
});
