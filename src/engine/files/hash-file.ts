import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

const PIECE_BYTES = 512 * 1024;

/** SHA-256 and SHA-1 of a file of the controller, in hex, read piece by piece. */
export async function hashFile(path: string): Promise<{ sha256: string; sha1: string }> {
  const [sha256, sha1] = [createHash('sha256'), createHash('sha1')];
  for await (const chunk of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
    sha256.update(chunk as Buffer);
    sha1.update(chunk as Buffer);
  }
  return { sha256: sha256.digest('hex'), sha1: sha1.digest('hex') };
}
