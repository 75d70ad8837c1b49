import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scryptSync } from 'node:crypto';

/** What seals a plan: a password of the project's vault, or the key of the user who runs provision. */
export interface PlanSecret {
  readonly kind: 'vault' | 'user';
  /** The vault password's label; empty for a user's key. */
  readonly label: string;
  readonly bytes: Buffer;
}

/** The keys of one plan, each for one use. */
export interface PlanKeys {
  readonly seal: Buffer;
  readonly digests: Buffer;
  readonly values: Buffer;
}

export const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** A guess at a password costs 32 MiB and some 50 ms: more than the vault itself asks of who guesses. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

export function derivePlanKeys({ bytes }: PlanSecret, salt: Buffer): PlanKeys {
  const master = scryptSync(bytes, salt, KEY_BYTES, COST);
  const key = (use: string): Buffer =>
    Buffer.from(hkdfSync('sha256', master, salt, `provision plan ${use}`, KEY_BYTES));
  return { seal: key('seal'), digests: key('digests'), values: key('values') };
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

export function encryptTexts(texts: readonly string[], { values }: PlanKeys): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, values, iv, { authTagLength: TAG_BYTES });
  const sealed = Buffer.concat([cipher.update(JSON.stringify(texts), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** What `encryptTexts` was given. Throws where the key is another, or a byte has been changed. */
export function decryptTexts(text: string, { values }: PlanKeys): string[] {
  const bytes = Buffer.from(text, 'base64url');
  const decipher = createDecipheriv(CIPHER, values, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const opened = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  return JSON.parse(opened.toString('utf8')) as string[];
}
