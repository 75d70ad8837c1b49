import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { CommandIo } from '../command-io.ts';
import { EXIT_INVALID } from '../exit-codes.ts';
import { guard } from '../start/guard.ts';
import { findProject } from './find-project.ts';
import { readDefaults } from './read-defaults.ts';

/** Flags that name vault passwords: with any of them the project's default is not asked for. */
const VAULT_FLAGS = ['vaultId', 'vaultPasswordFile', 'askVaultPass'];

/** Gives a command the defaults of provision.yml for flags that it has and was not given. Throws `CommanderError` where the file has mistakes. */
export async function applyDefaults(command: Command, io: CommandIo): Promise<void> {
  const root = findProject(process.cwd());
  if (root === undefined) return;
  const found = new DiagnosticList();
  const { inventory, vaultPasswordFile, rolesPath, backup } = readDefaults(root, found);
  await guard(io, (diagnostics) => {
    diagnostics.addAll(found.items);
    return Promise.resolve();
  });
  if (found.hasErrors) throw new CommanderError(EXIT_INVALID, 'provision.config', 'provision.yml cannot be used');
  setDefault(command, 'inventory', inventory);
  setDefault(command, 'backup', backup);
  if (!VAULT_FLAGS.some((flag) => isGiven(command, flag))) setDefault(command, 'vaultPasswordFile', vaultPasswordFile);
  if (hasOption(command, 'playbook')) command.setOptionValueWithSource('rolesPath', rolesPath, 'config');
}

function setDefault(command: Command, name: string, value: unknown): void {
  if (value !== undefined && hasOption(command, name) && !isGiven(command, name))
    command.setOptionValueWithSource(name, value, 'config');
}

const hasOption = (command: Command, name: string): boolean =>
  command.options.some((option) => option.attributeName() === name);

const isGiven = (command: Command, name: string): boolean =>
  ['cli', 'env'].includes(command.getOptionValueSource(name) ?? '');
