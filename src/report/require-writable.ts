import { accessSync, constants } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { isAbsent, isFileError, toUnreadable, UnreadableFile } from '../controller/file-error.ts';
import { kindOf } from '../controller/file-kind.ts';
import { InvalidInput } from '../diagnostic/diagnostic.ts';
import { placeOf } from '../diagnostic/source-range.ts';
import { shellWord } from '../diagnostic/shell-word.ts';

/** Throws `InvalidInput` if `open` fails because the file of a flag can't be written. */
export function requireWritable<T>(flag: string, path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    const isPathMissing = isFileError(error) && isAbsent(error);
    const detail = isPathMissing ? `there is no directory ${dirname(path)}` : toUnreadable(path, error).problem;
    throw new InvalidInput([
      {
        code: 'output-file',
        severity: 'error',
        summary: `${flag} ${path} cannot be written`,
        detail,
        suggestion: suggestOutput(flag, path, detail),
        range: placeOf(`${flag} ${path}`),
      },
    ]);
  }
}

function suggestOutput(flag: string, path: string, problem: string): string {
  if (problem.startsWith('there is no')) return `Run \`mkdir -p ${shellWord(dirname(path))}\`, or name another file.`;
  if (problem === 'it is a directory') return `Name a file in it: \`${flag} ${join(path, flag.replace(/^-+/, ''))}\`.`;
  if (!problem.startsWith('permission')) return `Name a file elsewhere, such as \`${flag} ./${basename(path)}\`.`;
  const { username } = userInfo();
  return `${username} may not write to \`${dirname(path)}\`: name a file elsewhere, such as \`${flag} ./${basename(path)}\`.`;
}

/**
 * Throws unless a file can be created or replaced at `path`. It is renamed into place, which would put a file where a pipe or a device is:
 * `/dev/stdout` would be gone for everyone.
 */
export function checkReplaceable(path: string): void {
  accessSync(dirname(path), constants.W_OK);
  const kind = kindOf(path);
  if (kind !== undefined && kind !== 'file' && kind !== 'unreadable') throw new UnreadableFile(path, `it is ${kind}`);
  if (/^\/(dev|proc)\//.test(resolve(path))) throw new UnreadableFile(path, 'it is no place for a file');
}
