import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** Whether the stored value is a hash of the role's password, or equal to the given text. */
export function isPasswordOf(role: string, password: string, kept: string): boolean {
  if (kept === password) return true;
  if (kept.startsWith('md5')) return kept === `md5${md5(password + role)}`;
  return isScramOf(password, kept);
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** RFC 5803, as PostgreSQL writes it: `SCRAM-SHA-256$4096:SALT$STOREDKEY:SERVERKEY`. */
function isScramOf(password: string, kept: string): boolean {
  const [, rounds = '', salt = '', storedKey = ''] = /^SCRAM-SHA-256\$(\d{1,6}):([^$]+)\$([^:]+):/.exec(kept) ?? [];
  if (storedKey === '') return false;
  const salted = pbkdf2Sync(password.normalize('NFKC'), Buffer.from(salt, 'base64'), Number(rounds), 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  return createHash('sha256').update(clientKey).digest('base64') === storedKey;
}
