import { beginningOf } from '../controller/beginning-of.ts';
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

const BYTES = 1024;

/** Throws `InvalidInput` if a file exists at `path` that is not such an output. What can't be read is left to the writer, who reports why. */
export function refuseOtherKind({ flag, name, begin }: OutputKind, path: string): void {
  const text = beginningOf(path, BYTES)?.toString('utf8') ?? '';
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
