import type { Command } from 'commander';
import type { RunMode } from '../engine/events.ts';
import type { CommandIo } from './command-io.ts';
import type { RunFlags } from './run-options.ts';
import { addRunOptions } from './run-options.ts';

/** Adds `provision apply` (the default), `plan` and `verify` to a program. */
export function registerRunCommands(program: Command, io: CommandIo): void {
  addChangeOptions(
    addRunOptions(program.command('apply', { isDefault: true }).description('bring the hosts to the declared state')),
  )
    .option('--check', 'change nothing; tell what would change')
    .option('--diff', 'show what changes in files')
    .action((flags: RunFlags) => run(flags, flags.check ? 'check' : 'apply', io));
  addChangeOptions(
    addRunOptions(program.command('plan').description('tell what apply would change, and change nothing')),
  ).action((flags: RunFlags) => run({ ...flags, diff: true }, 'check', io));
  addRunOptions(
    program
      .command('verify')
      .description("prove by the roles' own checks that the running system does what it should; reads only"),
  ).action((flags: RunFlags) => run(flags, 'verify', io));
}

const addChangeOptions = (command: Command): Command =>
  command
    .option('--detailed-exitcode', 'exit with 2 where changes are pending (with --check)')
    .option('--start-at-task <name>', 'begin at the task of this name')
    .option('--step', 'ask before each task');

async function run(flags: RunFlags, mode: RunMode, io: CommandIo): Promise<void> {
  const { runProject } = await import('./run-project.ts');
  await runProject(flags, mode, io);
}
