import type { Command } from 'commander';
import type { CommandIo } from '../command-io.ts';
import type { PatternFlags } from '../options/pattern-options.ts';
import { addPatternOptions } from '../options/pattern-options.ts';

/** Adds `provision exec` to a program: one command on the hosts of a pattern. */
export function registerExecCommand(program: Command, io: CommandIo): void {
  addPatternOptions(
    program.command('exec <pattern> <command...>').description('run one command on many hosts: exec web -- uptime'),
  )
    .usage('[options] <pattern> -- <command...>')
    .addHelpText(
      'after',
      '\nOne word is a line for sh, so that pipes can be used: exec web -- "df -h | tail -1". Several are taken as they are.',
    )
    .action(async (pattern: string, words: string[], flags: PatternFlags) =>
      (await import('./exec-command.ts')).execCommand({ pattern, words }, flags, io),
    );
}
