import { createHash } from 'node:crypto';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The indexes of the digest's bytes that each group of four characters encodes; the last group has two characters. */
const GROUPS = [
  [0, 6, 12],
  [1, 7, 13],
  [2, 8, 14],
  [3, 9, 15],
  [4, 10, 5],
] as const;

/** Apache's MD5 hash of a password, `$apr1$SALT$...`: 1000 rounds of MD5 over digest, password and salt. */
export function apr1Crypt(password: string, salt: string): string {
  const secret = Buffer.from(password);
  const salted = Buffer.from(salt);
  let digest = md5(seed(secret, salted));
  for (let round = 0; round < 1000; round++) {
    digest = md5([
      round % 2 === 1 ? secret : digest,
      ...(round % 3 === 0 ? [] : [salted]),
      ...(round % 7 === 0 ? [] : [secret]),
      round % 2 === 1 ? digest : secret,
    ]);
  }
  return `$apr1$${salt}$${encode(digest)}`;
}

const md5 = (parts: readonly Buffer[]): Buffer => createHash('md5').update(Buffer.concat(parts)).digest();

/** The input of the first round. */
function seed(secret: Buffer, salt: Buffer): Buffer[] {
  const twice = md5([secret, salt, secret]);
  const filled = Buffer.alloc(secret.length, twice);
  const bits: Buffer[] = [];
  for (let length = secret.length; length > 0; length >>= 1)
    bits.push(length % 2 === 1 ? Buffer.alloc(1) : secret.subarray(0, 1));
  return [secret, Buffer.from('$apr1$'), salt, filled, ...bits];
}

function encode(digest: Buffer): string {
  const at = (i: number): number => digest[i] ?? 0;
  const groups = GROUPS.map(([a, b, c]) => digits((at(a) << 16) | (at(b) << 8) | at(c), 4));
  return groups.join('') + digits(at(11), 2);
}

/** Encodes six bits per character, lowest bits first. */
const digits = (value: number, count: number): string =>
  Array.from({ length: count }, (_, i) => ALPHABET[(value >> (6 * i)) & 63]).join('');
