import { createHash } from 'node:crypto';

const SIGNS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * The digest of SHA-256 crypt, 43 characters, according to the specification "Unix crypt using SHA-256 and SHA-512"
 * (2008). The salt is used completely, whatever its length: MySQL's has 20 bytes.
 */
export function sha256Crypt(password: string, salt: Buffer, rounds: number): string {
  const key = Buffer.from(password);
  const alternate = sha256(key, salt, key);
  let digest = sha256(key, salt, repeat(alternate, key.length), ...bitsOf(key.length, alternate, key));
  const p = repeat(sha256(...Array.from({ length: key.length }, () => key)), key.length);
  const s = repeat(sha256(...Array.from({ length: 16 + (digest[0] ?? 0) }, () => salt)), salt.length);
  for (let round = 0; round < rounds; round++) {
    const odd = round % 2 === 1;
    const parts = [odd ? p : digest, round % 3 ? s : EMPTY, round % 7 ? p : EMPTY, odd ? digest : p];
    digest = sha256(...parts);
  }
  return encode(digest);
}

const EMPTY = Buffer.alloc(0);

function sha256(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Repeats bytes up to a length. */
const repeat = (bytes: Buffer, length: number): Buffer => Buffer.alloc(length, bytes);

/** For each bit of the length, lowest first: the digest if it is set, otherwise the key. */
function bitsOf(length: number, digest: Buffer, key: Buffer): Buffer[] {
  const bits: Buffer[] = [];
  for (let rest = length; rest > 0; rest >>= 1) bits.push(rest & 1 ? digest : key);
  return bits;
}

function encode(digest: Buffer): string {
  const at = (i: number): number => digest[i] ?? 0;
  let text = '';
  for (let i = 0, [a, b, c] = [0, 10, 20]; i < 10; i++, [a, b, c] = [c + 1, a + 1, b + 1]) {
    text += base64((at(a) << 16) | (at(b) << 8) | at(c), 4);
  }
  return text + base64((at(31) << 8) | at(30), 3);
}

function base64(value: number, length: number): string {
  return Array.from({ length }, (_, i) => SIGNS[(value >> (6 * i)) & 63] ?? '').join('');
}
