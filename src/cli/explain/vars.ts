import type { Command } from 'commander';
import type { CommandIo } from '../command-io.ts';
import type { ProjectFlags } from '../options/project-options.ts';
import { addProjectOptions } from '../options/project-options.ts';

/** Adds `provision vars` to a program: where each variable of a host comes from, without a connection. */
export function registerVarsCommand(program: Command, io: CommandIo): void {
  addProjectOptions(
    program
      .command('vars <host> [name]')
      .description("show a host's variables: each value, its file and line, and the values it overrides"),
  ).action(async (host: string, name: string | undefined, flags: ProjectFlags) => {
    const { showVars } = await import('./show-vars.ts');
    await showVars({ host, name, flags }, io);
  });
}
