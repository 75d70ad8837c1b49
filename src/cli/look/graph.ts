import type { Command } from 'commander';
import { Option } from 'commander';
import type { CommandIo } from '../command-io.ts';
import type { GraphFlags } from './show-graph.ts';
import { addPlaybookArgument, withPlaybook } from '../options/playbook-argument.ts';
import { addProjectOptions } from '../options/project-options.ts';

/** Adds `provision graph` to a program: shows the dependencies of a playbook's roles, without a connection. */
export function registerGraphCommand(program: Command, io: CommandIo): void {
  addProjectOptions(
    addPlaybookArgument(
      program.command('graph').description('show which roles wait for which other roles, on each host'),
    ),
  )
    .addOption(
      new Option('--format <format>', 'the output format').choices(['text', 'mermaid', 'nodes', 'svg']).default('text'),
    )
    .action(async (word: string | undefined, flags: GraphFlags) =>
      (await import('./show-graph.ts')).showGraph(withPlaybook(flags, word), io),
    );
}
