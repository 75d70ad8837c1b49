import { lstatSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { isFileError } from './file-error.ts';

/** What stands at a path. */
export interface FileLook {
  /** Of what a link leads to; undefined where that is missing. */
  readonly kind: 'file' | 'directory' | 'other' | undefined;
  readonly isLink: boolean;
  /** The same for two paths of one file; undefined where a link leads to nothing. */
  readonly id: string | undefined;
}

/** Looks at a path, relative to the working directory; undefined where nothing stands there, or it cannot be told. */
export function lookAtFile(path: string): FileLook | undefined {
  const own = statsOf(() => lstatSync(path, { throwIfNoEntry: false }));
  if (!own) return undefined;
  const target = own.isSymbolicLink() ? statsOf(() => statSync(path, { throwIfNoEntry: false })) : own;
  return {
    kind: target && kindOf(target),
    isLink: own.isSymbolicLink(),
    id: target && `${target.dev}:${target.ino}`,
  };
}

/** Python's `os.path.exists()` and its like take what may not be looked at, such as a loop of links, for missing. */
function statsOf(read: () => Stats | undefined): Stats | undefined {
  try {
    return read();
  } catch (error) {
    if (isFileError(error)) return undefined;
    throw error;
  }
}

function kindOf(stats: Stats): 'file' | 'directory' | 'other' {
  if (stats.isFile()) return 'file';
  return stats.isDirectory() ? 'directory' : 'other';
}
