import type { Command } from 'commander';
import type { LoadFlags } from '../project/bundled-roles.ts';
import type { InventoryOptions } from './inventory-options.ts';
import { addInventoryOptions } from './inventory-options.ts';
import { collect } from './vault-options.ts';

/** The flags that select a playbook, its inventory and its variables. */
export interface ProjectFlags extends InventoryOptions, LoadFlags {
  readonly playbook: string;
  readonly limit?: readonly string[];
  readonly roles?: readonly string[];
  readonly nodes?: string;
  readonly extraVars?: readonly string[];
  readonly strict?: boolean;
}

/** Adds the flags of ProjectFlags to a command. */
export function addProjectOptions(command: Command): Command {
  return addInventoryOptions(command)
    .option('-p, --playbook <name>', 'a name under playbooks/, or a path', 'site')
    .option('-l, --limit <pattern>', 'only these hosts (repeatable; @FILE reads them from a file)', collect)
    .option('--strict', 'an unknown module or parameter is an error')
    .option('--roles <names>', 'only these roles, separated by commas', collectList)
    .option('--nodes <file>', 'only these roles on these hosts, in the format of graph --format nodes')
    .option(
      '-e, --extra-vars <vars>',
      'set variables with the highest precedence: k=v, JSON or YAML, @FILE (repeatable)',
      collect,
    );
}

export const collectList = (text: string, earlier: readonly string[] = []): string[] => [
  ...earlier,
  ...text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
];
