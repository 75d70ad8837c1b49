import { createHash } from 'node:crypto';

/** A server's public key. */
export interface HostKey {
  /** Such as `ssh-ed25519`. */
  readonly type: string;
  /** Its blob in base64, as in a known_hosts file. */
  readonly key: string;
}

/** The key of a blob, which starts with its type, a string with a 32-bit length (RFC 4253, 6.6). */
export function hostKeyOf(blob: Buffer): HostKey {
  return { type: blob.toString('latin1', 4, 4 + blob.readUInt32BE(0)), key: blob.toString('base64') };
}

/** The fingerprint in the format of ssh-keygen -l: `SHA256:...`. */
export function fingerprintOf(key: string): string {
  const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}

/** The types of host keys that the library can verify, in order of preference, each with its algorithms of the key exchange. */
export const HOST_KEY_ALGORITHMS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;

/** The type of keys that an algorithm of the key exchange uses. */
export const keyTypeOf = (algorithm: string): string => (algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
