import { CommanderError } from 'commander';
import type { CommandIo } from './command-io.ts';
import { createProcessIo } from './command-io.ts';
import { createProgram } from './create-program.ts';
import { EXIT_INVALID } from './exit-codes.ts';

/**
 * Runs the command that the words name, by default those that the process was given, with this process's io where there is no other.
 * A mistake in the words is told, and ends with exit code 3.
 */
export async function runProgram(given: Partial<CommandIo>, words?: readonly string[]): Promise<void> {
  const io = { ...createProcessIo(), ...given };
  try {
    await createProgram(io).parseAsync(words, words && { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    io.setExitCode(error.exitCode === 0 ? 0 : EXIT_INVALID);
  }
}
