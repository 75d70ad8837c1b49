import type { Command } from 'commander';
import type { CommandIo } from '../command-io.ts';
import { addPatternOptions } from '../options/pattern-options.ts';
import type { RestoreFlags } from './restore-run.ts';
import { collect } from '../options/vault-options.ts';

/** Adds `provision restore` to a program. */
export function registerRestoreCommand(program: Command, io: CommandIo): void {
  addPatternOptions(
    program
      .command('restore <run>')
      .description('put back what a run with backups has replaced; shows it first, and asks'),
  )
    .option('--host <pattern>', 'only these hosts; by default those of the run (repeatable)', collect)
    .option('--path <path>', 'only this path, or what is below it (repeatable)', collect)
    .option('--force', 'put back also what has been changed since the run')
    .option('--yes', 'do not ask')
    .option('--project <directory>', 'the project of the run; by default the one around the current directory')
    .action(async (run: string, flags: RestoreFlags) => (await import('./restore-run.ts')).restoreRun(run, flags, io));
}
