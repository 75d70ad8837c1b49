import { Option } from 'commander';
import type { Command } from 'commander';
import type { CommandIo } from '../command-io.ts';
import { addPatternOptions } from '../options/pattern-options.ts';
import type { ConsoleFlags } from './open-console.ts';

/** Adds `provision console` to a program: evaluates expressions with a host's variables and facts. */
export function registerConsoleCommand(program: Command, io: CommandIo): void {
  addPatternOptions(
    program
      .command('console <host> [expression]')
      .description(
        "evaluate an expression with a host's variables and facts; without an expression, read expressions interactively",
      ),
  )
    .addOption(
      new Option('--syntax <syntax>', 'the expression language (default: detected for each expression)').choices([
        'ejs',
        'jinja',
      ]),
    )
    .action(async (host: string, expression: string | undefined, flags: ConsoleFlags) =>
      (await import('./open-console.ts')).openConsole({ host, expression, flags }, io),
    );
}
