import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { readParts } from '../../controller/read-file.ts';
import { walkTree } from '../../controller/walk-tree.ts';
import { displayPath } from './yaml-files.ts';

/**
 * SHA-256 in hex of a file's content, or of the names, contents and execute bits of all files below a directory. Throws
 * `UnreadableFile`.
 */
export function digestPath(path: string): string {
  const hash = createHash('sha256');
  if (!statSync(path).isDirectory()) {
    readParts(path, (part) => hash.update(part), { shown: displayPath(path) });
    return hash.digest('hex');
  }
  const { entries, problems } = walkTree(path);
  const [problem] = problems;
  if (problem) throw problem;
  for (const { path: at, relativePath, type, target } of entries) {
    const content = type === 'file' ? `${digestPath(at)} ${statSync(at).mode & 0o100}` : (target ?? '');
    hash.update(`${relativePath}\0${content}\0`);
  }
  return hash.digest('hex');
}
