import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** SHA-256 in hex of a file's content, or of the names, contents and execute bits of all files below a directory. */
export function digestPath(path: string): string {
  const hash = createHash('sha256');
  if (!statSync(path).isDirectory()) return hash.update(readFileSync(path)).digest('hex');
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
  for (const name of names) {
    const at = join(path, name);
    const found = statSync(at);
    hash.update(`${name}\0${found.isFile() ? `${digestPath(at)} ${found.mode & 0o100}` : ''}\0`);
  }
  return hash.digest('hex');
}
