import type { Command } from 'commander';
import { Option } from 'commander';
import type { CommandIo } from '../command-io.ts';

/** Adds `provision config` to a program: shows the settings that are set without a flag, and their sources. */
export function registerConfigCommand(program: Command, io: CommandIo): void {
  program
    .command('config')
    .description('show every setting with its value and source, and which settings of ansible.cfg are not supported')
    .addOption(new Option('--output <format>', 'text or json').choices(['text', 'json']).default('text'))
    .action(async (flags: { readonly output: 'text' | 'json' }) => {
      const { showConfig } = await import('./show-config.ts');
      await showConfig(program, flags, io);
    });
}
