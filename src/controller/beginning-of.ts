import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { isFileError } from './file-error.ts';
import { kindOfStats } from './file-kind.ts';

/** At most `length` bytes from the beginning of a file; undefined if it can't be read, or is no regular file. Never waits for a pipe. */
export function beginningOf(path: string, length: number): Buffer | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (kindOfStats(fstatSync(descriptor)) !== 'file') return undefined;
    const begin = Buffer.alloc(length);
    return begin.subarray(0, readSync(descriptor, begin));
  } catch (error) {
    if (!isFileError(error)) throw error;
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
