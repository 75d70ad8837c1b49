import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Decrypter, Encrypter, armor, generateIdentity, identityToRecipient } from 'age-encryption';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decryptVault, encryptVault } from '../../src/vault/cipher.ts';
import { parseIdentities, parseRecipients } from '../../src/vault/age/age-keys.ts';
import { parseIdentity, renderRecipient } from '../../src/vault/age/x25519.ts';
import type { VaultSecret } from '../../src/vault/envelope.ts';
import { VaultError } from '../../src/vault/vault-error.ts';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { loadYaml } from '../../src/yaml/load-yaml.ts';
import { runCli } from '../support/run-cli.ts';
import { PASSWORD } from './fixtures.ts';

/** Two of a team, and somebody else. */
let [ann, bob, eve] = ['', '', ''];
beforeAll(async () => {
  [ann, bob, eve] = await Promise.all([generateIdentity(), generateIdentity(), generateIdentity()]);
});

const secretOf = (identity: string): VaultSecret => ({
  label: 'default',
  password: Buffer.from(`# made by age-keygen\n${identity}\n`),
});
const forAll = async (...identities: string[]): Promise<VaultSecret> => {
  const recipients = await Promise.all(identities.map(identityToRecipient));
  return { ...PASSWORD, recipients: parseRecipients(recipients.join('\n'), 'test') };
};
const SIZES = [0, 1, 15, 16, 1000, 65_536, 65_537];

describe('a file of age', () => {
  test.each(SIZES)(
    'of %i bytes that we write is opened by age-encryption, for each recipient',
    async (size) => {
      const plaintext = randomBytes(size);
      const text = encryptVault(plaintext, await forAll(ann, bob));
      for (const identity of [ann, bob]) {
        const decrypter = new Decrypter();
        decrypter.addIdentity(identity);
        expect(Buffer.from(await decrypter.decrypt(armor.decode(text)))).toEqual(plaintext);
      }
    },
    120_000,
  );

  test.each(SIZES)(
    'of %i bytes that age-encryption writes is opened',
    async (size) => {
      const plaintext = randomBytes(size);
      const encrypter = new Encrypter();
      for (const identity of [bob, ann]) encrypter.addRecipient(await identityToRecipient(identity));
      const text = armor.encode(await encrypter.encrypt(plaintext));
      expect(decryptVault(text, [PASSWORD, secretOf(eve), secretOf(ann)])).toEqual(plaintext);
    },
    120_000,
  );

  test('is not opened by anybody else, nor by a password', async () => {
    const text = encryptVault(Buffer.from('x'), await forAll(ann));
    expect(() => decryptVault(text, [secretOf(eve)])).toThrow(
      'it is not encrypted to you: the key given does not open',
    );
    expect(() => decryptVault(text, [PASSWORD])).toThrow('it is encrypted with age: use the file of your private key');
  });

  test('that was changed or cut anywhere is refused', async () => {
    const text = encryptVault(Buffer.from('secret '.repeat(20_000)), await forAll(ann));
    const bytes = Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64');
    const places = [30, 60, 100, 140, 160, 180, 250, 70_000, 100_000, bytes.length - 1];
    const broken = places.flatMap((at) => {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      return [flipped, bytes.subarray(0, at), Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])];
    });
    for (const each of broken)
      expect(() => decryptVault(armor.encode(new Uint8Array(each)), [secretOf(ann)])).toThrow(VaultError);
  });

  test('with a share of low order is refused', async () => {
    const text = encryptVault(Buffer.from('x'), await forAll(ann));
    const bytes = Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64').toString('latin1');
    const zero = bytes.replace(/X25519 \S{43}/, `X25519 ${'A'.repeat(43)}`);
    const changed = armor.encode(new Uint8Array(Buffer.from(zero, 'latin1')));
    expect(() => decryptVault(changed, [secretOf(ann)])).toThrow('not encrypted to you');
  });
});

test('keys are read as age writes them', async () => {
  for (const identity of [ann, bob, eve]) {
    const parsed = parseIdentity(identity);
    expect(parsed && renderRecipient(parsed.recipient)).toBe(await identityToRecipient(identity));
  }
  expect(parseIdentity(ann.slice(0, -1) + (ann.endsWith('Q') ? 'P' : 'Q'))).toBeUndefined();
  expect(() => parseIdentities(Buffer.from(`${ann}x`))).toThrow('is not a private age key');
  expect(() => parseRecipients('age1nobody', '--recipient')).toThrow(
    '--recipient: "age1nobody" is not a public age key',
  );
});

test('a private key encrypts nothing under itself', () => {
  expect(() => encryptVault(Buffer.from('x'), secretOf(ann))).toThrow('name the recipients with --recipient');
});

test('a single value and a whole file of YAML are opened alike', async () => {
  const vault = encryptVault(Buffer.from('hunter2'), await forAll(ann)).trimEnd();
  const decrypt = (text: string): string => decryptVault(text, [secretOf(ann)]).toString();
  const seen: string[] = [];
  const options = { decryptVault: decrypt, onSecret: (text: string) => seen.push(text) };
  const value = `a: !vault |\n${vault.replace(/^/gm, '  ')}\n`;
  const diagnostics = new DiagnosticList();
  loadYaml({ path: 'value.yml', text: value }, options, diagnostics);
  const whole = encryptVault(Buffer.from('b: swordfish\n'), await forAll(ann));
  loadYaml({ path: 'whole.yml', text: whole }, options, diagnostics);
  expect([seen, diagnostics.items]).toEqual([['hunter2', 'swordfish'], []]);
});

describe('provision vault', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'age-'));
    writeFileSync(join(directory, 'ann'), `${ann}\n`, { mode: 0o600 });
    writeFileSync(join(directory, 'password'), 'open sesame\n', { mode: 0o600 });
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  const path = (name: string): string => join(directory, name);

  test('encrypts to recipients, views with a key, and moves a vault from a password to keys and back', async () => {
    const recipients = (await Promise.all([ann, bob].map(identityToRecipient))).map((key) => `# of one\n${key}\n`);
    writeFileSync(path('recipients'), recipients.join(''));
    writeFileSync(path('v.yml'), 'a: 1\n');
    const key = ['--vault-password-file', path('ann')];
    const run = (...words: string[]) => runCli('vault', ...words);
    expect(await run('encrypt', path('v.yml'), '--recipients-file', path('recipients'))).toMatchObject({ stderr: '' });
    expect(readFileSync(path('v.yml'), 'utf8')).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    expect((await run('view', path('v.yml'), ...key)).stdout).toBe('a: 1\n');
    await run('rekey', path('v.yml'), ...key, '--new-vault-password-file', path('password'));
    expect(readFileSync(path('v.yml'), 'utf8')).toMatch(/^\$ANSIBLE_VAULT;1.1;/);
    const word = ['--vault-password-file', path('password')];
    await run('rekey', path('v.yml'), ...word, '--recipient', await identityToRecipient(ann));
    expect((await run('decrypt', path('v.yml'), ...key)).exitCode).toBe(0);
    expect([readFileSync(path('v.yml'), 'utf8'), statSync(path('v.yml')).mode & 0o777]).toEqual(['a: 1\n', 0o600]);
  });

  test('refuses to encrypt without a recipient', async () => {
    writeFileSync(path('w.yml'), 'a: 1\n');
    const { exitCode, stderr } = await runCli('vault', 'encrypt', path('w.yml'), '--vault-password-file', path('ann'));
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('name the recipients with --recipient age1...')]);
    expect(readFileSync(path('w.yml'), 'utf8')).toBe('a: 1\n');
  });
});
