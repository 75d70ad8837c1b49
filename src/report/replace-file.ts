import type { WriteFileOptions } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file so that a reader finds the old content or the new, never a part of it. */
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
