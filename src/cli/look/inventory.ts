import type { Command } from 'commander';
import type { CommandIo } from '../command-io.ts';
import { addInventoryOptions } from '../options/inventory-options.ts';
import type { ShowInventoryOptions } from './show-inventory.ts';

/** Adds `provision inventory` to a program. */
export function registerInventoryCommand(program: Command, io: CommandIo): void {
  addInventoryOptions(program.command('inventory').description('show the inventory'))
    .option('--list', 'the whole inventory as JSON, in the format of ansible-inventory --list')
    .option('--graph', 'the groups as a tree')
    .option('--hosts <pattern>', 'the names of the hosts that a pattern selects, one per line')
    .option('--host <name>', 'the variables of one host, as JSON')
    .action(async (options: ShowInventoryOptions) => (await import('./show-inventory.ts')).showInventory(options, io));
}
