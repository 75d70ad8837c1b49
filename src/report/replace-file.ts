import type { WriteFileOptions } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Replaces a file atomically: a reader sees the old or the new content, never a part of it. */
export function replaceFile(path: string, text: string, options: WriteFileOptions & object = {}): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, options);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
