import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { deriveVaultKeys } from './derive-vault-keys.ts';
import { parseVaultLabel } from './parse-vault-label.ts';
import { renderVaultEnvelope } from './render-vault-envelope.ts';
import { DEFAULT_LABEL, type VaultSecret } from './vault-secret.ts';

const BLOCK_BYTES = 16;

export interface EncryptVaultOptions {
  /** 32 fresh random bytes unless given; only a test has a reason to give it. */
  readonly salt?: Buffer;
}

/**
 * Encrypts to ansible-vault's text: version 1.2 with `label`, version 1.1 without one or with `default`.
 * Throws VaultError `usage` for a label that the header can't hold.
 */
export function encryptVault(
  plaintext: Buffer,
  secret: VaultSecret,
  label?: string,
  options: EncryptVaultOptions = {},
): string {
  const salt = options.salt ?? randomBytes(32);
  const { cipherKey, hmacKey, iv } = deriveVaultKeys(secret.password, salt);
  const cipher = createCipheriv('aes-256-ctr', cipherKey, iv);
  const ciphertext = Buffer.concat([cipher.update(pad(plaintext)), cipher.final()]);
  const hmac = createHmac('sha256', hmacKey).update(ciphertext).digest();
  const version =
    label === undefined || label === DEFAULT_LABEL
      ? ({ version: '1.1' } as const)
      : ({ version: '1.2', label: parseVaultLabel(label) } as const);
  return renderVaultEnvelope({ ...version, salt, hmac, ciphertext });
}

/** PKCS#7 (RFC 5652, 6.3): CTR would not need it, the format has it. */
function pad(plaintext: Buffer): Buffer {
  const length = BLOCK_BYTES - (plaintext.length % BLOCK_BYTES);
  return Buffer.concat([plaintext, Buffer.alloc(length, length)]);
}
