import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import ssh2 from 'ssh2';
import type { ParsedKey } from 'ssh2';
import { orError, replaceMethods } from './replace-methods.ts';

/**
 * Makes ssh2 sign and verify with Node's key objects, with the same arguments and results: ssh2 itself writes each key as PEM, and OpenSSL
 * parses it for each signature, which costs 1 ms of CPU time per connection.
 */
export function useKeyObjects(): void {
  if (isInUse) return;
  isInUse = true;
  replaceMethods(ssh2.utils.parseKey(ANY_PUBLIC_KEY), methods);
}

let isInUse = false;

const ANY_PUBLIC_KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`;

/** Cached for the whole run, since keys do not change. */
const privateKeys = new WeakMap<ParsedKey, KeyObject>();

const methods = {
  sign(this: ParsedKey, data: Buffer, algorithm?: string): Buffer | Error {
    return orError(() => sign(algorithm ?? HASHES[this.type], data, privateKeyOf(this)));
  },
  verify(this: ParsedKey, data: Buffer, signature: Buffer, algorithm?: string): boolean | Error {
    return orError(() => verify(algorithm ?? HASHES[this.type], data, publicKeyOf(this), signature));
  },
};

/** The default hash; Ed25519 has its own. */
const HASHES: Readonly<Record<string, string>> = {
  'ssh-rsa': 'sha1',
  'ssh-dss': 'sha1',
  'ecdsa-sha2-nistp256': 'sha256',
  'ecdsa-sha2-nistp384': 'sha384',
  'ecdsa-sha2-nistp521': 'sha512',
};

function privateKeyOf(key: ParsedKey): KeyObject {
  const known = privateKeys.get(key);
  if (known !== undefined) return known;
  if (!key.isPrivateKey()) throw new Error('No private key available');
  const made = createPrivateKey(key.getPrivatePEM());
  privateKeys.set(key, made);
  return made;
}

/** The last 32 bytes of an Ed25519 key's blob are the key (RFC 8709, 4). */
function publicKeyOf(key: ParsedKey): KeyObject | string {
  if (key.type !== 'ssh-ed25519') return key.getPublicPEM();
  const x = key.getPublicSSH().subarray(-32).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}
