import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { CommandIo } from '../command-io.ts';
import { EXIT_INVALID } from '../exit-codes.ts';
import { guard } from '../start/guard.ts';
import type { LeftSetting, SettingWarning } from './ansible/read-settings.ts';
import { collectSettings } from './collect-settings.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

/** Flags for vault passwords: if one of them is given, no other source is used. */
const VAULT_FLAGS = ['vaultId', 'vaultPasswordFile', 'askVaultPass'];
/** Settings that are not set by flags: for commands that read a playbook, and for commands that connect. */
const WITH_PLAYBOOK = ['rolesPath', 'collectionsPath', 'libraryPath', 'ansibleModules'];
const WITH_CONNECTION = ['port', 'sshArgs'];

/**
 * Sets the flags of a command that were not given from the environment, provision.yml and ansible.cfg. Throws `CommanderError` if
 * these have mistakes.
 */
export async function applyDefaults(command: Command, io: CommandIo): Promise<void> {
  const found = new DiagnosticList();
  const { values, ansible } = collectSettings(io.env, found);
  if (hasOption(command, 'playbook'))
    for (const { source, text, suggestion } of [...ansible.warnings, ...ansible.left.flatMap(toWarning)])
      found.add({ code: 'ansible-setting', severity: 'warning', summary: text, suggestion, range: placeOf(source) });
  await guard(io, (diagnostics) => {
    diagnostics.addAll(found.items);
    return Promise.resolve();
  });
  if (found.hasErrors) throw new CommanderError(EXIT_INVALID, 'provision.config', 'the configuration cannot be used');
  const hasVault = VAULT_FLAGS.some((flag) => isGiven(command, flag));
  for (const { option, value, source } of values) {
    if ((hasVault && VAULT_FLAGS.includes(option)) || !takes(command, option) || isGiven(command, option)) continue;
    command.setOptionValueWithSource(option, value, 'config');
    if (option === 'inventory') command.setOptionValueWithSource('inventoryFrom', source, 'config');
  }
}

const toWarning = ({ name, source, reason, isLoud }: LeftSetting): SettingWarning[] =>
  isLoud
    ? [
        {
          source,
          text: `${name} (${source}) is not supported. ${reason}`,
          suggestion: `Remove \`${name}\`, or set what it does by hand.`,
        },
      ]
    : [];

function takes(command: Command, option: string): boolean {
  if (WITH_PLAYBOOK.includes(option)) return hasOption(command, 'playbook');
  if (WITH_CONNECTION.includes(option)) return hasOption(command, 'privateKey');
  return hasOption(command, option);
}

const hasOption = (command: Command, name: string): boolean =>
  command.options.some((option) => option.attributeName() === name);

const isGiven = (command: Command, name: string): boolean =>
  ['cli', 'env'].includes(command.getOptionValueSource(name) ?? '');
