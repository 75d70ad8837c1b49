import type { Command } from 'commander';
import type { ConnectFlags } from './connect-flags.ts';
import { addConnectFlags } from './connect-flags.ts';
import type { InventoryOptions } from './inventory-options.ts';
import { addInventoryOptions } from './inventory-options.ts';

/** The flags of commands that run on the hosts of a pattern, without a playbook. */
export interface PatternFlags extends InventoryOptions, ConnectFlags {
  readonly become?: boolean;
}

/** Adds the flags of PatternFlags to a command. */
export const addPatternOptions = (command: Command): Command =>
  addConnectFlags(addInventoryOptions(command), 'how many hosts at the same time').option(
    '-b, --become',
    'become root with sudo; the default is the login user',
  );
