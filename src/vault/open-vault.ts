import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { deriveVaultKeys } from './derive-vault-keys.ts';
import { parseVaultEnvelope } from './parse-vault-envelope.ts';
import type { VaultEnvelope } from './vault-envelope.ts';
import { VaultError } from './vault-error.ts';
import type { VaultSecret } from './vault-secret.ts';

const BLOCK_BYTES = 16;

export interface OpenedVault {
  readonly plaintext: Buffer;
  readonly label?: string;
  /** The secret that fitted. */
  readonly secret: VaultSecret;
}

/**
 * Decrypts a vault, trying first the secrets whose label is the vault's, then all others in the order given.
 * Throws VaultError: no-password, wrong-password, or what parseVaultEnvelope throws.
 */
export function openVault(text: string, secrets: readonly VaultSecret[]): OpenedVault {
  const envelope = parseVaultEnvelope(text);
  if (secrets.length === 0) throw new VaultError('no-password', 'a vault password is needed, and none was given');
  for (const secret of matchingFirst(secrets, envelope.label)) {
    const plaintext = decrypt(envelope, secret.password);
    if (plaintext) return { plaintext, secret, ...(envelope.label === undefined ? {} : { label: envelope.label }) };
  }
  throw new VaultError('wrong-password', describeMismatch(envelope.label, secrets));
}

function matchingFirst(secrets: readonly VaultSecret[], label: string | undefined): VaultSecret[] {
  if (label === undefined) return [...secrets];
  return [...secrets.filter((s) => s.label === label), ...secrets.filter((s) => s.label !== label)];
}

function decrypt({ salt, hmac, ciphertext }: VaultEnvelope, password: Buffer): Buffer | undefined {
  const { cipherKey, hmacKey, iv } = deriveVaultKeys(password, salt);
  if (!timingSafeEqual(createHmac('sha256', hmacKey).update(ciphertext).digest(), hmac)) return undefined;
  const decipher = createDecipheriv('aes-256-ctr', cipherKey, iv);
  return unpad(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
}

function unpad(padded: Buffer): Buffer {
  const length = padded.at(-1) ?? 0;
  const end = padded.length - length;
  if (length < 1 || length > BLOCK_BYTES || !padded.subarray(end).every((byte) => byte === length)) {
    throw new VaultError('damaged', 'the vault is damaged: its padding is wrong');
  }
  return padded.subarray(0, end);
}

function describeMismatch(label: string | undefined, secrets: readonly VaultSecret[]): string {
  const tried = [...new Set(secrets.map((secret) => secret.label))].join(', ');
  const wanted = label === undefined ? '' : ` The vault was encrypted as ${JSON.stringify(label)}.`;
  return `no password given opens it (tried: ${tried}): the password is wrong, or the vault was changed since.${wanted}`;
}
