import { describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { registerInventoryCommand } from '../../src/cli/look/inventory.ts';
import { encryptVault } from '../../src/vault/cipher.ts';

const SITE = `all:
  vars: {secret_note: plain}
  children:
    web:
      hosts:
        web[1:2]: {greeting: "<%= inventory_hostname %>", size: 12345678901234567890}
`;

function write(name: string, text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'inventory-')), name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

async function run(...args: string[]): Promise<{ stdout: string; stderr: string; exitCode: number }> {
  const result = { stdout: '', stderr: '', exitCode: 0 };
  const into = (name: 'stdout' | 'stderr'): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        result[name] += chunk.toString();
        done();
      },
    });
  const program = new Command();
  registerInventoryCommand(program, {
    stdin: Readable.from([]),
    stdout: into('stdout'),
    stderr: into('stderr'),
    env: {},
    setExitCode: (code) => (result.exitCode = code),
  });
  await program.parseAsync(['inventory', ...args], { from: 'user' });
  return result;
}

describe('provision inventory', () => {
  test('--hosts prints one name a line', async () => {
    expect(await run('-i', write('hosts.yml', SITE), '--hosts', 'web:!web1')).toEqual({
      stdout: 'web2\n',
      stderr: '',
      exitCode: 0,
    });
  });

  test('--host prints the variables, templates as written and integers exact', async () => {
    const { stdout } = await run('-i', write('hosts.yml', SITE), '--host', 'web1');
    expect(stdout).toBe(
      '{\n    "greeting": "<%= inventory_hostname %>",\n    "secret_note": "plain",\n    "size": 12345678901234567890\n}\n',
    );
  });

  test('--graph prints the tree', async () => {
    const { stdout } = await run('-i', write('hosts.yml', SITE), '--graph');
    expect(stdout).toBe('@all:\n  |--@ungrouped:\n  |--@web:\n  |  |--web1\n  |  |--web2\n');
  });

  test('a single vaulted value stays encrypted, and needs no password', async () => {
    const vault = encryptVault(Buffer.from('s3cret'), { label: 'default', password: Buffer.from('pw') });
    const site = `all:\n  hosts:\n    a:\n      pass: !vault |\n${vault.replace(/^/gm, '        ')}`;
    const { stdout, exitCode } = await run('-i', write('hosts.yml', site), '--list');
    expect(exitCode).toBe(0);
    const listed = JSON.parse(stdout) as { _meta: { hostvars: { a: unknown } } };
    expect(listed._meta.hostvars.a).toEqual({ pass: { __ansible_vault: vault } });
  });

  test('a file that is a vault as a whole is opened, and its values are masked', async () => {
    const vault = encryptVault(Buffer.from('all: {hosts: {a: {pass: s3cret}}}\n'), {
      label: 'default',
      password: Buffer.from('pw'),
    });
    const path = write('hosts.yml', vault);
    const closed = await run('-i', path, '--list');
    expect(closed).toMatchObject({
      stdout: '',
      exitCode: 3,
      stderr: expect.stringContaining('no vault password is given'),
    });
    const { stdout, stderr } = await run('-i', path, '--list', '--vault-password-file', write('pw', 'pw\n'));
    expect(stderr).toBe('');
    expect(stdout).toContain('"pass": "********"');
  });

  test.each<[string, string[], RegExp]>([
    [
      'an inventory with a mistake prints nothing',
      ['-i', write('hosts.yml', 'web: {host: {a: }}\n'), '--list'],
      /hosts\.yml:1:7[\s\S]*Did you mean hosts\?/,
    ],
    ['a pattern that matches nothing', ['-i', write('hosts.yml', SITE), '--hosts', 'wbe'], /Did you mean web\?/],
    ['no inventory', ['--list'], /--inventory/],
    ['nothing asked', ['-i', write('hosts.yml', SITE)], /one of --list/],
    ['two things asked', ['-i', write('hosts.yml', SITE), '--list', '--graph'], /one of --list/],
    [
      'a password file that is not there',
      ['-i', write('hosts.yml', SITE), '--list', '--vault-password-file', '/nowhere'],
      /nowhere/,
    ],
    ['--host of two', ['-i', write('hosts.yml', SITE), '--host', 'web'], /takes one host/],
  ])('%s is invalid input', async (_name, args, text) => {
    const { stdout, stderr, exitCode } = await run(...args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
    expect(stderr).toMatch(text);
  });
});
