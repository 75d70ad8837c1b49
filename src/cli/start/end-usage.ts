import type { Command, CommanderError } from 'commander';
import type { CommandIo } from '../command-io.ts';
import { EXIT_INVALID } from '../exit-codes.ts';
import { tellDiagnostics } from './tell-diagnostics.ts';
import { usageDiagnostic } from './usage-diagnostic.ts';

/** Ends a command with a mistake in its words, which is reported; after help or an already reported mistake, prints nothing. */
export function endUsage(error: CommanderError, program: Command, words: readonly string[], io: CommandIo): void {
  io.setExitCode(error.exitCode === 0 ? 0 : EXIT_INVALID);
  if (error.exitCode !== 0 && error.code.startsWith('commander.') && error.message !== '(outputHelp)')
    tellDiagnostics([usageDiagnostic(error, program, words)], io, { end: '\n' });
}
