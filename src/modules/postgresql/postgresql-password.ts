import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { passwordSalt } from '../../values/password-salt.ts';

/** Whether the stored value is a hash of the role's password, or equal to the given text. */
export function isPasswordOf(role: string, password: string, kept: string): boolean {
  if (kept === password) return true;
  if (kept.startsWith('md5')) return kept === `md5${md5(password + role)}`;
  return isScramOf(password, kept);
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/**
 * What the server stores for a password with its setting `password_encryption`, so that the password itself does not reach the server and its
 * logs. The password where that can't be known: for other settings, and for characters that the server normalizes first.
 */
export function storedPassword(role: string, password: string, encryption: string | undefined): string {
  if (password === '' || STORED.test(password) || /[^ -~]/.test(password)) return password;
  if (encryption === 'md5' || encryption === 'on') return `md5${md5(password + role)}`;
  if (encryption !== 'scram-sha-256') return password;
  const salt = passwordSalt(password, `postgresql ${role}`, 16);
  const { storedKey, serverKey } = scramKeys(password, salt, ROUNDS);
  return `SCRAM-SHA-256$${ROUNDS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

/** The server's default. */
const ROUNDS = 4096;
const STORED = /^(?:md5[0-9a-f]{32}|SCRAM-SHA-256\$.*)$/;

/** RFC 5803, as PostgreSQL writes it: `SCRAM-SHA-256$4096:SALT$STOREDKEY:SERVERKEY`. */
function isScramOf(password: string, kept: string): boolean {
  const [, rounds = '', salt = '', storedKey = ''] = /^SCRAM-SHA-256\$(\d{1,6}):([^$]+)\$([^:]+):/.exec(kept) ?? [];
  if (storedKey === '') return false;
  return scramKeys(password, Buffer.from(salt, 'base64'), Number(rounds)).storedKey === storedKey;
}

interface ScramKeys {
  readonly storedKey: string;
  readonly serverKey: string;
}

function scramKeys(password: string, salt: Buffer, rounds: number): ScramKeys {
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, rounds, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  return {
    storedKey: createHash('sha256').update(clientKey).digest('base64'),
    serverKey: createHmac('sha256', salted).update('Server Key').digest('base64'),
  };
}
