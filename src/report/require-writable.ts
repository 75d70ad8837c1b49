import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isAbsent, isFileError, toUnreadable, UnreadableFile } from '../controller/file-error.ts';
import { InvalidInput } from '../diagnostic/diagnostic.ts';

/** Throws `InvalidInput` where `open` fails: a file that a flag names can't be written. */
export function requireWritable<T>(flag: string, path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    const isPathMissing = isFileError(error) && isAbsent(error);
    const detail = isPathMissing ? `there is no directory ${dirname(path)}` : toUnreadable(path, error).problem;
    throw new InvalidInput([
      { code: 'output-file', severity: 'error', summary: `${flag} ${path} cannot be written`, detail },
    ]);
  }
}

/** Throws unless a file can be put, or replaced, at `path`. */
export function checkReplaceable(path: string): void {
  accessSync(dirname(path), constants.W_OK);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new UnreadableFile(path, 'it is a directory');
}
