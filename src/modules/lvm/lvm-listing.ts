import { ModuleFailure } from '../../module-api/module.ts';
import { quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';

/** Shell that lists what LVM has: `name;size;...` in a line each, sizes in bytes, without headings. */
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
  if (exitStatus === 127) throw new ModuleFailure('LVM is not installed on the host', 'The package lvm2 has it.');
}

/** The sections of an answer, each with its lines as lists of fields. */
export const sectionsOf = (stdout: string): string[][][] =>
  stdout.split(/^---\n/m).map((section) =>
    section
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((line) => line.split(';').map((field) => field.trim())),
  );
