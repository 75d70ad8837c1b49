import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encryptVault } from '../../src/vault/cipher.ts';
import { loadVaultSecrets } from '../../src/vault/secrets.ts';
import type { VaultSecretSources } from '../../src/vault/secrets.ts';

let folder: string;
let warnings: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vault-secrets-'));
  warnings = [];
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, content: string, mode = 0o600): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

async function load(sources: Partial<VaultSecretSources>): Promise<string[]> {
  const secrets = await loadVaultSecrets({ env: {}, warn: (message) => warnings.push(message), ...sources });
  return secrets.map(({ label, password }) => `${label}=${password.toString()}`);
}

describe('a password file', () => {
  test('is stripped as Ansible strips it', async () => {
    expect(await load({ passwordFiles: [await write('pass', ' a b \r\n\n')] })).toEqual(['default=a b']);
  });

  test('is labelled by a vault id, up to its first @', async () => {
    const path = await write('p@ss', 'x');
    expect(await load({ vaultIds: [`prod@${path}`] })).toEqual(['prod=x']);
  });

  test.each([
    [0o644, 1],
    [0o640, 0],
    [0o600, 0],
  ])('of mode %o earns %d warnings', async (mode, count) => {
    await load({ passwordFiles: [await write('pass', 'x', mode)] });
    expect(warnings).toHaveLength(count);
  });

  test('may be a vault that an earlier password opens', async () => {
    const first = await write('first', 'one');
    const vault = encryptVault(Buffer.from('two\n'), { label: 'default', password: Buffer.from('one') });
    const second = await write('second', vault);
    expect(await load({ passwordFiles: [first, second] })).toEqual(['default=one', 'default=two']);
    await expect(load({ passwordFiles: [second] })).rejects.toMatchObject({ code: 'no-password' });
  });

  test.each([
    ['that is empty', () => write('pass', '\n')],
    ['that does not exist', () => Promise.resolve(join(folder, 'none'))],
    ['that is a directory', () => Promise.resolve(folder)],
  ])('%s is refused', async (_, path) => {
    await expect(load({ passwordFiles: [await path()] })).rejects.toMatchObject({ code: 'password-source' });
  });
});

describe('an executable password file', () => {
  const SHOW_ARGUMENTS = '#!/bin/sh\necho " got:$*"\n';

  test('is run, and keeps its spaces', async () => {
    expect(await load({ passwordFiles: [await write('pass', SHOW_ARGUMENTS, 0o755)] })).toEqual(['default= got:']);
    expect(warnings).toEqual([]);
  });

  test.each(['keyring-client', 'keyring-client.sh'])('named %s receives the label', async (name) => {
    const path = await write(name, SHOW_ARGUMENTS, 0o700);
    expect(await load({ vaultIds: [`prod@${path}`] })).toEqual(['prod= got:--vault-id prod']);
  });

  test('that fails is refused, and its output is not shown', async () => {
    const path = await write('pass', '#!/bin/sh\necho printed\nexit 7\n', 0o700);
    const loading = load({ passwordFiles: [path] });
    await expect(loading).rejects.toMatchObject({ code: 'password-source' });
    await expect(loading).rejects.toThrow(/exit status 7$/);
  });

  test('that cannot be run is refused, with advice', async () => {
    const path = await write('pass', 'a password\n', 0o700);
    await expect(load({ passwordFiles: [path] })).rejects.toThrow(/chmod -x/);
  });
});

describe('the prompt', () => {
  test('names the label, and is stripped', async () => {
    const asked: string[] = [];
    const prompt = (question: string) => Promise.resolve((asked.push(question), ' pw \n'));
    expect(await load({ vaultIds: ['dev@prompt', 'prompt'], askVaultPass: true, prompt })).toEqual([
      'dev=pw',
      'default=pw',
      'default=pw',
    ]);
    expect(asked).toEqual(['Vault password (dev): ', 'Vault password: ', 'Vault password: ']);
  });

  test('is asked twice for a new password, and both must agree', async () => {
    const answers = ['one', 'one', 'one', 'two'];
    const prompt = () => Promise.resolve(answers.shift() ?? '');
    expect(await load({ askVaultPass: true, confirm: true, prompt })).toEqual(['default=one']);
    await expect(load({ askVaultPass: true, confirm: true, prompt })).rejects.toThrow(/differ/);
  });

  test('is refused without a terminal', async () => {
    await expect(load({ askVaultPass: true })).rejects.toMatchObject({ code: 'password-source' });
  });
});

describe('the environment', () => {
  test('comes last, and our own variable before Ansible’s', async () => {
    const ours = await write('ours', 'ours');
    const theirs = await write('theirs', 'theirs');
    const flag = await write('flag', 'flag');
    const env = { PROVISION_VAULT_PASSWORD_FILE: ours, ANSIBLE_VAULT_PASSWORD_FILE: theirs };
    expect(await load({ passwordFiles: [flag], env })).toEqual(['default=flag', 'default=ours']);
    expect(await load({ env: { ANSIBLE_VAULT_PASSWORD_FILE: theirs } })).toEqual(['default=theirs']);
    expect(await load({ passwordFiles: [ours], env })).toEqual(['default=ours']);
  });
});

test.each(['prod@', '@file', ';@file'])('the vault id %s is refused', async (vaultId) => {
  await expect(load({ vaultIds: [vaultId] })).rejects.toMatchObject({ code: 'usage' });
});
