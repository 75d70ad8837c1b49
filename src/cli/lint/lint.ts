import { Option } from 'commander';
import type { Command } from 'commander';
import type { CommandIo } from '../command-io.ts';
import { addInventoryOptions } from '../options/inventory-options.ts';
import type { LintOptions } from './lint-project.ts';
import { collect } from '../options/vault-options.ts';

/** Adds `provision lint` to a program: all checks that need no host. The exit code is 3 if there is an error. */
export function registerLintCommand(program: Command, io: CommandIo): void {
  addInventoryOptions(
    program.command('lint [playbooks...]').description('find every mistake that can be found without connecting'),
  )
    .option('-p, --playbook <name>', 'a name under playbooks/, or a path; site by default (repeatable)', collect)
    .option(
      '-e, --extra-vars <vars>',
      'set variables with the highest precedence: k=v, JSON or YAML, @FILE (repeatable)',
      collect,
    )
    .option('--practice', 'also report deviations from good practice')
    .option('--fix', 'fix in the files what --practice reports and what can be fixed mechanically')
    .addOption(
      new Option('--output <format>', 'text, or SARIF 2.1.0 for code scanning')
        .choices(['text', 'sarif'])
        .default('text'),
    )
    .option('--strict', 'an unknown module or parameter is an error')
    .option('-v, --verbose', 'also list the expression language of each file', (_, level: number) => level + 1, 0)
    .action(async (words: string[], options: LintOptions) => {
      const playbook = [...(options.playbook ?? []), ...words];
      const flags = playbook.length > 0 ? { ...options, playbook } : options;
      await (await import('./lint-project.ts')).lintProject(flags, io);
    });
}
