import type { Command } from 'commander';
import { addVaultOptions, collect, type VaultOptions } from './vault-options.ts';

/** The flags that select an inventory and its vault passwords. */
export interface InventoryOptions extends VaultOptions {
  readonly inventory?: readonly string[];
  /** The source of the inventory if no flag names one: an environment variable, or a position in a file. */
  readonly inventoryFrom?: string;
}

/** Adds the flags of InventoryOptions to a command. */
export function addInventoryOptions(command: Command): Command {
  return addVaultOptions(
    command.option(
      '-i, --inventory <source>',
      'a name under inventories/, a path, or hosts: web1,web2 (repeatable)',
      collect,
    ),
  );
}
