import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { InvalidInput } from '../diagnostic/diagnostic.ts';

/** Throws `InvalidInput` where `open` fails: a file that a flag names can't be written. */
export function requireWritable<T>(flag: string, path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new InvalidInput([
      { code: 'output-file', severity: 'error', summary: `${flag} ${path} can not be written`, detail },
    ]);
  }
}

/** Throws unless a file can be put, or replaced, at `path`. */
export function checkReplaceable(path: string): void {
  accessSync(dirname(path), constants.W_OK);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error('it is a directory');
}
