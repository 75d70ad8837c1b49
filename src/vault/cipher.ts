import { pbkdf2Sync, createCipheriv, createHmac, randomBytes, createDecipheriv, timingSafeEqual } from 'node:crypto';
import { parseVaultLabel, renderVaultEnvelope, parseVaultEnvelope, DEFAULT_LABEL } from './envelope.ts';
import type { VaultEnvelope, VaultSecret } from './envelope.ts';
import { VaultError } from './vault-error.ts';
import { decryptAge, encryptAge, isAgeText } from './age/age-file.ts';
import { isIdentityFile, parseIdentities } from './age/age-keys.ts';

export interface VaultKeys {
  readonly cipherKey: Buffer;
  readonly hmacKey: Buffer;
  readonly iv: Buffer;
}

/** The key derivation of the format: 80 bytes of PBKDF2-HMAC-SHA256 with 10,000 iterations. */
export function deriveVaultKeys(password: Buffer, salt: Buffer): VaultKeys {
  const bytes = pbkdf2Sync(password, salt, 10_000, 80, 'sha256');
  return { cipherKey: bytes.subarray(0, 32), hmacKey: bytes.subarray(32, 64), iv: bytes.subarray(64, 80) };
}

const BLOCK_BYTES = 16;

export interface EncryptVaultOptions {
  /** By default 32 random bytes; set only in tests. */
  readonly salt?: Buffer;
}

/**
 * Encrypts to ansible-vault's format: version 1.2 with `label`, version 1.1 without a label or with `default`; with age if the secret has
 * recipients. Throws VaultError `usage` for a label that the header can't contain.
 */
export function encryptVault(
  plaintext: Buffer,
  secret: VaultSecret,
  label?: string,
  options: EncryptVaultOptions = {},
): string {
  if (secret.recipients) return encryptAge(plaintext, secret.recipients);
  if (isIdentityFile(secret.password))
    throw new VaultError('usage', 'a private key only decrypts: name the recipients with --recipient');
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

/** PKCS#7 (RFC 5652, 6.3): not needed for CTR, but part of the format. */
function pad(plaintext: Buffer): Buffer {
  const length = BLOCK_BYTES - (plaintext.length % BLOCK_BYTES);
  return Buffer.concat([plaintext, Buffer.alloc(length, length)]);
}

/** The plaintext of a vault; throws VaultError like `openVault`. */
export function decryptVault(text: string, secrets: readonly VaultSecret[]): Buffer {
  return openVault(text, secrets).plaintext;
}

export interface OpenedVault {
  readonly plaintext: Buffer;
  readonly label?: string;
  /** The secret that opened the vault. */
  readonly secret: VaultSecret;
}

/**
 * Decrypts a vault; tries the secrets with the vault's label first, then all others in the given order.
 * Throws VaultError: no-password, wrong-password, or the errors of parseVaultEnvelope.
 */
export function openVault(text: string, secrets: readonly VaultSecret[]): OpenedVault {
  if (isAgeText(text.trimStart())) return openAge(text, secrets);
  const envelope = parseVaultEnvelope(text);
  const passwords = secrets.filter(({ password }) => !isIdentityFile(password));
  if (passwords.length === 0) throw new VaultError('no-password', 'a vault password is needed, but none was given');
  for (const secret of matchingFirst(passwords, envelope.label)) {
    const plaintext = decrypt(envelope, secret.password);
    if (plaintext) return { plaintext, secret, ...(envelope.label === undefined ? {} : { label: envelope.label }) };
  }
  throw new VaultError('wrong-password', describeMismatch(envelope.label, passwords));
}

/** An age file does not name its recipients. */
function openAge(text: string, secrets: readonly VaultSecret[]): OpenedVault {
  const known = secrets.filter(({ password }) => isIdentityFile(password));
  const [secret] = known;
  if (!secret)
    throw new VaultError(
      'no-password',
      'it is encrypted with age: use the file of your private key as the vault password file',
    );
  const identities = known.flatMap(({ password }) => parseIdentities(password));
  return { plaintext: decryptAge(text, identities), secret };
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
