import { ModuleFailure } from '../../module-api/module.ts';
import { quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';

/** Shell code that lists LVM's objects: one line `name;size;...` each, sizes in bytes, without headings. */
export const listing = (program: 'vgs' | 'pvs' | 'lvs', fields: readonly string[], words: readonly string[]): string =>
  quoteAll([
    program,
    '--noheadings',
    '--separator=;',
    '--units=b',
    '--nosuffix',
    `--options=${fields.join(',')}`,
    ...words,
  ]);

export const FIND_LVM = 'command -v vgs >/dev/null || exit 127';

export function refuseWithoutLvm({ exitStatus }: ShellAnswer): void {
  if (exitStatus === 127) throw new ModuleFailure('LVM is not installed on the host', 'Install the package lvm2.');
}

/** The sections of an answer, as lists of fields for each line. */
export const sectionsOf = (stdout: string): string[][][] =>
  stdout.split(/^---\n/m).map((section) =>
    section
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((line) => line.split(';').map((field) => field.trim())),
  );
