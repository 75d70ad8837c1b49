import { describe, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { decryptVault, encryptVault } from '../../src/vault/cipher.ts';
import { loadVaultSecrets } from '../../src/vault/secrets.ts';
import { parseVaultEnvelope } from '../../src/vault/envelope.ts';
import type { VaultSecret } from '../../src/vault/envelope.ts';
import { renderVaultString } from '../../src/vault/file-actions.ts';
import { PASSWORD, readFixture } from './fixtures.ts';

const CASES = ['multi-line', 'empty', 'unicode', 'binary', 'one-block'].flatMap((name) => [
  { plain: `${name}.plain`, vault: `${name}-1.1.vault`, label: undefined, password: 'password' },
  { plain: `${name}.plain`, vault: `${name}-1.2.vault`, label: 'prod', password: 'password' },
]);
const PASSWORDS = ['unicode', 'spaces'].map((name) => ({
  plain: 'multi-line.plain',
  vault: `${name}-password.vault`,
  label: undefined,
  password: `password-${name}`,
}));

describe.each([...CASES, ...PASSWORDS])('$vault, made by ansible-vault', ({ plain, vault, label, password }) => {
  test('is decrypted', async () => {
    const secrets = await loadPassword(password);
    expect(decryptVault(readFixture(vault).toString(), secrets)).toEqual(readFixture(plain));
  });

  test('is equal to our output byte for byte, given its salt', async () => {
    const [secret] = await loadPassword(password);
    const text = readFixture(vault).toString();
    const { salt } = parseVaultEnvelope(text);
    expect(encryptVault(readFixture(plain), secret ?? PASSWORD, label, { salt })).toBe(text);
  });
});

test('an inline value of ansible-vault is equal to ours', () => {
  const written = readFixture('inline.yml').toString();
  const text = written.slice(written.indexOf('$ANSIBLE_VAULT'));
  const { salt } = parseVaultEnvelope(text);
  const ours = encryptVault(Buffer.from('hunter2'), PASSWORD, 'prod', { salt });
  expect(renderVaultString(ours, 'db_password').trimEnd()).toBe(written.trimEnd());
  expect(decryptVault(text, [PASSWORD]).toString()).toBe('hunter2');
});

async function loadPassword(name: string): Promise<VaultSecret[]> {
  const path = fileURLToPath(new URL(`../fixtures/vault/${name}`, import.meta.url));
  return loadVaultSecrets({ passwordFiles: [path], env: {}, warn: () => undefined });
}
