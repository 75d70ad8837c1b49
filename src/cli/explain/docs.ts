import type { Command } from 'commander';
import type { CommandIo } from '../command-io.ts';

/** Adds `provision docs` to a program: the reference in the terminal, without a network. */
export function registerDocsCommand(program: Command, io: CommandIo): void {
  program
    .command('docs [topic]')
    .description(
      'show the reference of a module, keyword, role, error code, function or page; without an argument, list them',
    )
    .action(async (topic: string | undefined) => {
      const { showDocs } = await import('./show-docs.ts');
      await showDocs(topic, io);
    });
}
