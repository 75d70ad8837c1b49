import { randomBytes } from 'node:crypto';
import type { WriteFileOptions } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Replaces a file atomically: a reader sees the old or the new content, never a part of it. Nobody can foresee the name under which it is
 * written, and put a link there.
 */
export function replaceFile(path: string, text: string, options: WriteFileOptions & object = {}): void {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    writeFileSync(temporary, text, { ...options, flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
