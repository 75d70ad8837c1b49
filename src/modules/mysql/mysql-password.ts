import { createHash } from 'node:crypto';
import { passwordSalt } from '../../values/password-salt.ts';
import { sha256Crypt } from '../../values/sha256-crypt.ts';

/** The plugins whose stored form of a password can be computed and compared here. */
export type PasswordPlugin = 'mysql_native_password' | 'caching_sha2_password';

export const isPasswordPlugin = (plugin: string): plugin is PasswordPlugin =>
  plugin === 'mysql_native_password' || plugin === 'caching_sha2_password';

/** `*` and the SHA-1 of the SHA-1, in upper-case hex. */
export function nativeHash(password: string): string {
  if (password === '') return '';
  const inner = createHash('sha1').update(password).digest();
  return `*${createHash('sha1').update(inner).digest('hex').toUpperCase()}`;
}

/**
 * The stored form for `caching_sha2_password`: rounds in thousands (hex), 20 bytes of salt, SHA-256 crypt. The salt is derived from
 * `seed`, so that the same password of an account always has the same stored form.
 */
export function cachingSha2Hash(password: string, seed: string): string {
  if (password === '') return '';
  const salt = [...passwordSalt(password, `mysql ${seed}`, 20)].map((byte) => SALT_SIGNS[byte & 63] ?? '').join('');
  return `$A$005$${salt}${sha256Crypt(password, Buffer.from(salt), 5000)}`;
}

const SALT_SIGNS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Whether a stored form, in hex, belongs to this password. */
export function matchesPassword(plugin: PasswordPlugin, storedHex: string, password: string): boolean {
  const stored = Buffer.from(storedHex, 'hex');
  if (plugin === 'mysql_native_password') return stored.toString().toUpperCase() === nativeHash(password);
  if (stored.length === 0 || password === '') return stored.length === 0 && password === '';
  const [, rounds = ''] = /^\$A\$([0-9A-F]{3})\$/i.exec(stored.toString('latin1')) ?? [];
  if (rounds === '') return false;
  const salt = stored.subarray(7, 27);
  return sha256Crypt(password, salt, parseInt(rounds, 16) * 1000) === stored.subarray(27).toString('latin1');
}
