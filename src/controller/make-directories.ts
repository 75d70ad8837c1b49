import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isFileError } from './file-error.ts';

/**
 * Makes a directory and those above it that are missing. Node's own recursive `mkdir` never ends where the file system
 * refuses with ENOENT although the parent is there, as /proc does. Rejects with the error of the file system.
 */
export async function makeDirectories(path: string): Promise<void> {
  if (await isMade(path)) return;
  if (dirname(path) !== path) await makeDirectories(dirname(path));
  if (!(await isMade(path))) await mkdir(path);
}

/** Whether it is there, now or before. False: something above it is missing. */
async function isMade(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (!isFileError(error)) throw error;
    if (error.code === 'EEXIST') return true;
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}
