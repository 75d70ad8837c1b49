import { Argument } from 'commander';
import type { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandIo } from '../command-io.ts';
import { packageRoot } from '../package-root.ts';

/** Adds `provision completion`, which prints a shell's completion script, and the command that these scripts call. */
export function registerCompletionCommand(program: Command, io: CommandIo): void {
  program
    .command('completion')
    .description('print the completion script of a shell: eval "$(provision completion bash)"')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(['bash', 'zsh', 'fish']))
    .action((shell: string) => {
      io.stdout.write(readFileSync(join(packageRoot(), 'completion', `provision.${shell}`), 'utf8'));
    });
  program
    .command('complete [words...]', { hidden: true })
    .description('print the completions of the last word, one per line')
    .action(async (words: readonly string[]) => {
      const { complete } = await import('./complete.ts');
      const candidates = await complete(words, program, io);
      io.stdout.write(candidates.map(({ word, about }) => `${word}\t${about ?? ''}\n`).join(''));
    });
}
