import type { Command } from 'commander';
import type { CommandIo } from '../command-io.ts';
import { addPatternOptions } from '../options/pattern-options.ts';
import type { UnlockFlags } from './unlock-hosts.ts';

/** Adds `provision unlock` to a program: shows who has locked a host and which processes run there, and can end them. */
export function registerUnlockCommand(program: Command, io: CommandIo): void {
  addPatternOptions(
    program
      .command('unlock <pattern>')
      .description('show who has locked hosts, and end tasks that dead runs have left'),
  )
    .option('--end', 'end the tasks of a dead run with TERM, and with KILL after 10 s')
    .addHelpText(
      'after',
      '\nIt examines the lock of the login user or, with --become, that of root, which most runs take.',
    )
    .action(async (pattern: string, flags: UnlockFlags) =>
      (await import('./unlock-hosts.ts')).unlockHosts(pattern, flags, io),
    );
}
