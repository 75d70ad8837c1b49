import type { Command } from 'commander';
import { Option } from 'commander';
import type { CommandIo } from './command-io.ts';
import type { GraphFlags } from './show-graph.ts';
import { addProjectOptions } from './project-options.ts';

/** Adds `provision graph` to a program: what waits for what in a playbook, without a connection. */
export function registerGraphCommand(program: Command, io: CommandIo): void {
  addProjectOptions(program.command('graph').description('what each role waits for, on each host'))
    .addOption(new Option('--format <format>', 'how it is written').choices(['text', 'mermaid']).default('text'))
    .action(async (flags: GraphFlags) => (await import('./show-graph.ts')).showGraph(flags, io));
}
