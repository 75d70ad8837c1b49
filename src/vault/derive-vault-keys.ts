import { pbkdf2Sync } from 'node:crypto';

export interface VaultKeys {
  readonly cipherKey: Buffer;
  readonly hmacKey: Buffer;
  readonly iv: Buffer;
}

/** The format's own derivation: 80 bytes of PBKDF2-HMAC-SHA256 at 10,000 iterations. */
export function deriveVaultKeys(password: Buffer, salt: Buffer): VaultKeys {
  const bytes = pbkdf2Sync(password, salt, 10_000, 80, 'sha256');
  return { cipherKey: bytes.subarray(0, 32), hmacKey: bytes.subarray(32, 64), iv: bytes.subarray(64, 80) };
}
