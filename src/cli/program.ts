import { CommanderError } from 'commander';
import type { CommandIo } from './command-io.ts';
import { createProcessIo } from './command-io.ts';
import { findProject } from './config/find-project.ts';
import { rebaseWords } from './config/rebase-words.ts';
import { createProgram } from './create-program.ts';
import { renameWords } from './options/ansible-words.ts';
import { checkWords } from './options/check-words.ts';
import { orderWords } from './options/order-words.ts';
import { endUsage } from './start/end-usage.ts';
import type * as Library from './library/library.ts';
import { reportInternalError } from './start/report-internal-error.ts';

export { reportInternalError };

/** The package for programs. A command needs none of it. */
export const loadLibrary = (): Promise<typeof Library> => import('./library/library.ts');

/**
 * Runs the command that the words name (by default the words of the process), with the io of the process unless another is given.
 * Ends with exit code 3 after a mistake in the words, which is reported, and with 70 after an internal error.
 */
export async function runProgram(given: Partial<CommandIo>, words = process.argv.slice(2)): Promise<void> {
  const io = { ...createProcessIo(), ...given };
  const program = createProgram(io);
  try {
    const ordered = orderWords(program, renameWords(words));
    checkWords(program, ordered);
    await program.parseAsync(enterProject(ordered), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) endUsage(error, program, words, io);
    else reportInternalError(error, words, io);
  }
}

/** Changes to the project's directory from any directory within the project; returns the words with adjusted paths. */
function enterProject(words: readonly string[]): readonly string[] {
  const from = process.cwd();
  const to = words[0] === 'init' ? undefined : findProject(from);
  if (to === undefined || to === from) return words;
  process.chdir(to);
  return rebaseWords(words, { from, to });
}
