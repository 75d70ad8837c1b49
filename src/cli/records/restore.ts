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
      .description('restore files that a run with backups has replaced; shows them and asks first'),
  )
    .option('--host <pattern>', 'only these hosts (repeatable; default: the hosts of the run)', collect)
    .option('--path <path>', 'only this path and everything below it (repeatable)', collect)
    .option('--force', 'also restore files that have changed since the run')
    .option('--yes', 'do not ask')
    .option('--project <directory>', 'the project of the run (default: the project of the current directory)')
    .action(async (run: string, flags: RestoreFlags) => (await import('./restore-run.ts')).restoreRun(run, flags, io));
}
