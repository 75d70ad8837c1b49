import { closeSync, constants, openSync, readSync } from 'node:fs';
import { isFileError } from '../controller/file-error.ts';
import { kindOf } from '../controller/file-kind.ts';
import { InvalidInput } from '../diagnostic/diagnostic.ts';
import { shellWord } from '../diagnostic/shell-word.ts';
import { placeOf } from '../diagnostic/source-range.ts';

/** An output of a run, and how its files are recognized. */
export interface OutputKind {
  readonly flag: string;
  /** `JUnit results`. */
  readonly name: string;
  /** Matches the beginning of its files. */
  readonly begin: RegExp;
}

export const EVENTS: OutputKind = { flag: '--events', name: 'events of a run', begin: /^\{[^\n]*"event":/ };
export const JUNIT: OutputKind = { flag: '--junit', name: 'JUnit results', begin: /<testsuites?\b/ };
export const METRICS: OutputKind = { flag: '--metrics', name: 'metrics of a run', begin: /^# HELP provision_/ };
export const REPORT: OutputKind = { flag: '--out', name: 'a report', begin: /^<!doctype html>/i };

/** Throws `InvalidInput` if a file exists at `path` that is not such an output: an output replaces only files of its own kind. */
export function refuseOtherKind({ flag, name, begin }: OutputKind, path: string): void {
  const text = kindOf(path) === 'file' ? beginningOf(path) : '';
  if (text === '' || begin.test(text)) return;
  throw new InvalidInput([
    {
      code: 'output-file',
      severity: 'error',
      summary: `${flag} ${path}: the file exists and does not contain ${name}, so it is not overwritten`,
      suggestion: `Name another file, or run \`rm ${shellWord(path)}\`.`,
      range: placeOf(`${flag} ${path}`),
    },
  ]);
}

const BYTES = 1024;

/** '' if the file cannot be read; writing it then reports why. */
function beginningOf(path: string): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const begin = Buffer.alloc(BYTES);
    return begin.toString('utf8', 0, readSync(descriptor, begin));
  } catch (error) {
    if (!isFileError(error)) throw error;
    return '';
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
