import { createHash } from 'node:crypto';

const ALGORITHMS = ['md5', 'sha1', 'sha256', 'sha512'];
const MIN_LENGTH = 4;

export interface Digest {
  readonly hex: string;
  readonly base64: string;
}

/** The digests of a text, of it with a newline (as a file would hold it), and that of `mysql_native_password`: a short text can be guessed from each. */
export function listDigests(text: string): Digest[] {
  if (text.trim().length < MIN_LENGTH) return [];
  const digests = [...new Set([text, `${text}\n`, text.trim()])].flatMap((content) =>
    ALGORITHMS.map((algorithm) => createHash(algorithm).update(content).digest()),
  );
  return [...digests, mysqlNative(text)].map((digest) => ({
    hex: digest.toString('hex'),
    base64: digest.toString('base64').replace(/=+$/, ''),
  }));
}

const mysqlNative = (text: string): Buffer =>
  createHash('sha1').update(createHash('sha1').update(text).digest()).digest();
