import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { decryptVault, encryptVault, openVault } from '../../src/vault/cipher.ts';
import { parseVaultEnvelope, renderVaultEnvelope } from '../../src/vault/envelope.ts';
import { OTHER, PASSWORD } from './fixtures.ts';

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
const label = fc.stringMatching(/^[a-z][a-z0-9_.@-]{0,12}$/).filter((text) => text !== 'default');
const RUNS = { numRuns: 40 };

describe('encrypting, then decrypting', () => {
  test('gives back the same bytes and label', () => {
    fc.assert(
      fc.property(bytes, bytes, fc.option(label, { nil: undefined }), (plaintext, password, name) => {
        const secret = { label: 'any', password };
        const opened = openVault(encryptVault(plaintext, secret, name), [secret]);
        expect(opened.plaintext).toEqual(plaintext);
        expect(opened.label).toBe(name);
      }),
      RUNS,
    );
  });

  test('never writes the same text twice', () => {
    expect(encryptVault(Buffer.from('x'), PASSWORD)).not.toBe(encryptVault(Buffer.from('x'), PASSWORD));
  });
});

describe('a changed vault', () => {
  const text = encryptVault(Buffer.from('the quick brown fox jumps'), PASSWORD, 'prod');
  const envelope = parseVaultEnvelope(text);

  test.each(['salt', 'hmac', 'ciphertext'] as const)('is refused at every bit of its %s', (part) => {
    fc.assert(
      fc.property(fc.nat(envelope[part].length - 1), fc.nat(7), (at, bit) => {
        const changed = Buffer.from(envelope[part]);
        changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at);
        const damaged = renderVaultEnvelope({ ...envelope, [part]: changed });
        expect(() => decryptVault(damaged, [PASSWORD])).toThrow(expect.objectContaining({ code: 'wrong-password' }));
      }),
      RUNS,
    );
  });

  test('never decrypts to something else, whichever character of its text is another', () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 0, max: 126 }), (at, code) => {
        const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
        expect(outcome(changed)).toMatch(/^(?:the quick brown fox jumps|VaultError)$/);
      }),
      { numRuns: 200 },
    );
  });

  test('is refused wherever it is cut', () => {
    fc.assert(
      fc.property(fc.nat(text.trimEnd().length - 1), (length) => {
        expect(outcome(text.slice(0, length))).toBe('VaultError');
      }),
      RUNS,
    );
  });

  function outcome(changed: string): string {
    try {
      return decryptVault(changed, [PASSWORD]).toString();
    } catch (error) {
      return (error as Error).name;
    }
  }
});

describe('of several passwords', () => {
  const prod = { label: 'prod', password: Buffer.from('p') };
  const namesake = { label: 'prod', password: Buffer.from('q') };

  test('the one with the label is tried first', () => {
    const sameBytes = { label: 'dev', password: prod.password };
    const text = encryptVault(Buffer.from('x'), prod, 'prod');
    expect(openVault(text, [OTHER, sameBytes, prod]).secret).toBe(prod);
  });

  test('one with another label opens it as well', () => {
    const text = encryptVault(Buffer.from('x'), PASSWORD, 'prod');
    expect(openVault(text, [namesake, PASSWORD]).secret).toBe(PASSWORD);
  });

  test('none that fits is an error that names the labels, not the passwords', () => {
    const text = encryptVault(Buffer.from('x'), PASSWORD, 'prod');
    const open = () => openVault(text, [OTHER, prod]);
    expect(open).toThrow(expect.objectContaining({ code: 'wrong-password' }));
    expect(open).toThrow(/tried: default, prod.*encrypted as "prod"/);
    expect(open).not.toThrow(/not that one/);
  });

  test('none at all is an error of its own', () => {
    const text = encryptVault(Buffer.from('x'), PASSWORD);
    expect(() => openVault(text, [])).toThrow(expect.objectContaining({ code: 'no-password' }));
  });
});

test('a label that a header could not hold is refused', () => {
  for (const bad of ['', 'a;b', 'a\nb', ' a']) {
    expect(() => encryptVault(Buffer.from('x'), PASSWORD, bad)).toThrow(expect.objectContaining({ code: 'usage' }));
  }
});
