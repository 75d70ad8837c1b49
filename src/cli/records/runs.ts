import type { Command } from 'commander';
import { Option } from 'commander';
import type { CommandIo } from '../command-io.ts';
import type { RunsFlags } from './show-runs.ts';

/** Adds `provision runs` to a program. */
export function registerRunsCommand(program: Command, io: CommandIo): void {
  program
    .command('runs')
    .description('list recorded runs, show one, or compare two')
    .argument('[run]', 'its id, the beginning or the end of it, or last')
    .argument('[other]', 'the run to compare it with')
    .option('--project <directory>', "the project's directory (default: the project of the current directory)")
    .option('-n, --number <n>', 'how many runs to list', Number, 20)
    .addOption(new Option('--output <format>', 'text or json').choices(['text', 'json']).default('text'))
    .option('-v, --verbose', 'also show roles that succeeded', (_, level: number) => level + 1, 0)
    .action(async (run: string | undefined, other: string | undefined, flags: RunsFlags) => {
      await (await import('./show-runs.ts')).showRuns([run, other], flags, io);
    });
}
