import { createHash } from 'node:crypto';

/**
 * The `$6$` hash of a password, as in crypt(3). According to "Unix crypt using SHA-256 and SHA-512" by Ulrich Drepper;
 * the numbers in comments are the steps of that document.
 */
export function sha512Crypt(password: string, salt: string, rounds = DEFAULT_ROUNDS): string {
  const key = Buffer.from(password, 'utf8');
  const saltBytes = Buffer.from(salt, 'utf8').subarray(0, 16);
  let digest = initialDigest(key, saltBytes);
  const p = repeat(sha512(...Array<Buffer>(key.length).fill(key)), key.length); // 13-16
  const s = repeat(sha512(...Array<Buffer>(16 + digest.readUInt8(0)).fill(saltBytes)), saltBytes.length); // 17-20
  for (let round = 0; round < rounds; round++) digest = nextDigest(digest, round, p, s); // 21
  const prefix = rounds === DEFAULT_ROUNDS ? '' : `rounds=${rounds}$`;
  return `$6$${prefix}${saltBytes.toString('utf8')}$${encode(digest)}`;
}

const DEFAULT_ROUNDS = 5000;

function sha512(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Steps 1 to 12. */
function initialDigest(key: Buffer, salt: Buffer): Buffer {
  const b = sha512(key, salt, key);
  const parts = [key, salt, repeat(b, key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1) parts.push(bits & 1 ? b : key);
  return sha512(...parts);
}

function nextDigest(digest: Buffer, round: number, p: Buffer, s: Buffer): Buffer {
  const odd = round % 2 === 1;
  const parts = [odd ? p : digest];
  if (round % 3 !== 0) parts.push(s);
  if (round % 7 !== 0) parts.push(p);
  return sha512(...parts, odd ? digest : p);
}

function repeat(block: Buffer, length: number): Buffer {
  return Buffer.alloc(length, block);
}

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Step 22: groups of three bytes, whose order rotates by one from group to group. */
function encode(digest: Buffer): string {
  let text = '';
  for (let i = 0; i < 21; i++) {
    const group = [digest.readUInt8(i), digest.readUInt8(i + 21), digest.readUInt8(i + 42)];
    const at = (n: number): number => group[(n + i) % 3] ?? 0;
    text += encodeBits((at(0) << 16) | (at(1) << 8) | at(2), 4);
  }
  return text + encodeBits(digest.readUInt8(63), 2);
}

function encodeBits(value: number, characters: number): string {
  let text = '';
  for (let i = 0; i < characters; i++) text += ALPHABET.charAt((value >> (6 * i)) & 0x3f);
  return text;
}
