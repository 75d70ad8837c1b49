import { Option } from 'commander';
import type { Command } from 'commander';
import type { CommandIo } from '../command-io.ts';
import { collect } from '../options/vault-options.ts';
import type { InitFlags } from './init-flags.ts';

/** Adds `provision init` to a program: writes a new project, role or inventory. */
export function registerInitCommand(program: Command, io: CommandIo): void {
  program
    .command('init [what] [name]')
    .description('write a new site (the default), role or inventory; files that exist are never overwritten')
    .addOption(new Option('--host <host>', 'the first host: a name that ssh knows, or an address'))
    .option('--user <user>', 'the user to log in as')
    .option('--private-key <file>', 'the private key to log in with')
    .option('--role <name>', 'copy a role that comes with provision into roles/, to change it (repeatable)', collect)
    .action(async (what: string | undefined, name: string | undefined, flags: InitFlags) => {
      const { writeInit } = await import('./write-init.ts');
      await writeInit({ what, name, flags }, io);
    });
}
