import { createPublicKey, diffieHellman, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isNativeError } from 'node:util/types';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import ssh2 from 'ssh2';
import type { AuthContext, ParsedKey, PublicKeyAuthContext } from 'ssh2';
import { curve25519Methods } from '../../src/transport/ssh2/key-exchange.ts';
import type { Curve25519Exchange } from '../../src/transport/ssh2/key-exchange.ts';
import { useKeyObjects } from '../../src/transport/ssh2/key-objects.ts';
import { generateSshKey } from '../../scripts/ssh-key.mjs';
import { useFakeSshd } from './support/fake-sshd.ts';

/** Named as ssh-keygen would; ssh2 reads PKCS#1 and SEC1, and its own format for Ed25519. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['ssh-rsa', ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 }).private],
  ['ecdsa-sha2-nistp256', ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 }).private],
  ['ecdsa-sha2-nistp384', ssh2.utils.generateKeyPairSync('ecdsa', { bits: 384 }).private],
  ['ecdsa-sha2-nistp521', ssh2.utils.generateKeyPairSync('ecdsa', { bits: 521 }).private],
  ['ssh-ed25519', generateSshKey().private],
];
const parse = (text: string): ParsedKey => ssh2.utils.parseKey(text) as ParsedKey;
const data = Buffer.from('what is signed');

beforeAll(() => useKeyObjects());

describe.each(PAIRS)('a key of the type %s', (type, text) => {
  test('signs what OpenSSL verifies, and verifies it', () => {
    const key = parse(text);
    expect(key.type).toBe(type);
    const signature = key.sign(data);
    const hash = { 'ssh-rsa': 'sha1', 'ssh-ed25519': undefined }[type];
    const ecdsa = { '256': 'sha256', '384': 'sha384', '521': 'sha512' }[type.slice(-3)];
    expect(verify(hash ?? ecdsa, data, createPublicKey(key.getPublicPEM()), signature)).toBe(true);
    expect(key.verify(data, signature)).toBe(true);
    expect(key.verify(Buffer.from('something else'), signature)).toBe(false);
  });

  test('is read by OpenSSL once, however often it signs', () => {
    const key = parse(text);
    const readPem = key.getPrivatePEM.bind(key);
    let reads = 0;
    key.getPrivatePEM = () => {
      reads++;
      return readPem();
    };
    key.sign(data);
    key.sign(data);
    expect(reads).toBe(1);
  });
});

test('a public key does not sign, and an invalid signature is not verified', () => {
  const [, text = ''] = PAIRS.at(-1) ?? [];
  const key = parse(text);
  const publicKey = ssh2.utils.parseKey(`ssh-ed25519 ${key.getPublicSSH().toString('base64')}`) as ParsedKey;
  expect(isNativeError(publicKey.sign(data))).toBe(true);
  expect(publicKey.verify(data, Buffer.from('no signature'))).toBe(false);
});

describe('a key exchange', () => {
  const begin = (): Curve25519Exchange => ({
    ...curve25519Methods,
    type: '25519',
    _keys: null,
    generateKeys() {
      this._keys ??= generateKeyPairSync('x25519');
    },
  });

  test('agrees with the other side, in the form of a positive number', () => {
    for (let round = 0; round < 300; round++) {
      const exchange = begin();
      const { publicKey, privateKey } = generateKeyPairSync('x25519');
      const theirs = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
      const prefix = Buffer.from('302a300506032b656e032100', 'hex');
      const ours = createPublicKey({
        key: Buffer.concat([prefix, exchange.getPublicKey()]),
        format: 'der',
        type: 'spki',
      });
      const secret = exchange.computeSecret(theirs) as Buffer;
      const number = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);
      expect(number(secret)).toBe(number(diffieHellman({ privateKey, publicKey: ours })));
      const [first = 0, second = 0] = secret;
      expect(first === 0 ? second >= 0x80 : first < 0x80).toBe(true);
    }
  });

  test.each([
    ['is too short', Buffer.alloc(31, 9)],
    ['is of low order', Buffer.alloc(32)],
  ])('with a key that %s gives an error', (_, bytes) => {
    expect(isNativeError(begin().computeSecret(bytes))).toBe(true);
  });
});

describe('a login with a key', () => {
  const connect = useFakeSshd();
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'key-objects-'));
    for (const [type, text] of PAIRS) writeFileSync(join(directory, type), text, { mode: 0o600 });
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test.each(PAIRS)('of the type %s proves it with its first message', async (type, text) => {
    const key = parse(text);
    const asked: string[] = [];
    const onLogin = (login: AuthContext): void => {
      asked.push(login.method);
      const { signature, blob, hashAlgo } = login as PublicKeyAuthContext;
      if (login.method === 'publickey' && signature && blob && key.verify(blob, signature, hashAlgo)) login.accept();
      else login.reject(['publickey']);
    };
    const opening = connect(
      { onLogin, onExec: (channel) => channel.close() },
      { privateKeyFile: join(directory, type), password: undefined },
    );
    await expect(opening).rejects.toThrow('the shell ended before it could be used');
    expect(asked).toEqual(['publickey']);
  });
});
